"""Operations: what a command asks of a box, one module for each subject; a new operation is registered here by name."""

from kiosk.operations import exchange, people, printers, upkeep

OPERATIONS = (
    people.set_up,
    people.run_verify_sheet,
    people.run_site_described,
    people.run_add_mediator,
    people.run_remove_mediator,
    people.run_recover_sign_in,
    exchange.run_enrolment,
    exchange.run_sync,
    exchange.run_bundle_export,
    exchange.run_bundle_import,
    printers.run_print_due,
    printers.run_list_printers,
    printers.run_add_printer,
    printers.run_remove_printer,
    printers.run_choose_printer,
    printers.try_out,
    upkeep.run_doctor,
    upkeep.count_in_hand,
    upkeep.run_verify_journal,
    upkeep.write_backup,
    upkeep.run_expire,
    people.run_case_export,
    people.run_case_erasure,
    printers.run_verify_receipt,
    upkeep.write_register,
    exchange.run_trust_root,
    exchange.run_show_root,
    exchange.run_take_publication,
)
