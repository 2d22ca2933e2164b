"""Print the receipts of cases that got another number, for a mediator who can open them."""

from kiosk.services.access.key_holder import Reader
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.papers.kinds import case_receipt, numbers_to_tell
from kiosk.services.spool import print_queue
from kiosk.store.cases import cases
from kiosk.store.printing import spool


def print_new(box: Box, actor: Actor) -> int:
    """Queue the receipt of each person who is still to be told, once for each number; gives how many.

    They are not printed at sign-in by themselves: these papers are private, and nobody may be standing at the printer.
    """
    to_tell = numbers_to_tell.listed(box, Reader(actor), actor.ring.services)
    queued = 0
    with box.store.write() as db:
        for row in to_tell:
            if spool.is_asked_for(db, case_receipt.KIND, row.case_id, row.reference):
                continue
            key = data_keys.found_key(db, row.case_id, actor)
            case = cases.get(db, row.case_id, key) if key else None
            queued += bool(print_queue.queue(box, db, case_receipt.KIND, row.reference, row.case_id, case, actor, key))
    return queued
