"""Operations: what a command asks of a box, one module for each subject; a new operation is registered here by name."""

from kiosk.operations import exchange, people, printers, upkeep

OPERATIONS = (
    people.set_up,
    people.verify_sheet,
    people.site_described,
    people.add,
    people.remove,
    people.recover,
    exchange.enroll,
    exchange.talk,
    exchange.write_bundle,
    exchange.take_answer,
    printers.print_due,
    printers.show,
    printers.add,
    printers.remove,
    printers.use,
    printers.try_out,
    upkeep.examine,
    upkeep.count_in_hand,
    upkeep.verify,
    upkeep.write_backup,
    upkeep.expire,
    people.export,
    people.erase,
    printers.verify,
    upkeep.write_register,
    exchange.trust_root,
    exchange.show_root,
    exchange.take_publication,
)
