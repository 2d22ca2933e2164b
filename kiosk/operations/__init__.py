"""Operations: what a command asks of a box, one module for each subject; a new operation is registered here by name."""

from kiosk.operations import (
    backup,
    doctor,
    enrol,
    first_day,
    journal,
    people,
    printers,
    printing,
    receipts,
    register,
    retention,
    rights,
    sync,
)

OPERATIONS = (
    first_day.set_up, first_day.verify_sheet, first_day.site_described, people.add, people.remove,
    people.recover, enrol.enroll, sync.talk,
    printing.print_due, printers.show, printers.add, printers.remove, printers.use, printers.try_out, doctor.examine,
    journal.verify, backup.write, retention.expire, rights.export, rights.erase, receipts.verify, register.write,
)  # fmt: skip
