"""Receipts of cases with another number are printed when a mediator asks for them, once for each number."""

from kiosk.services.box.box import Actor, Box
from kiosk.services.exchange import new_numbers
from kiosk.services.papers.kinds import numbers_to_tell
from kiosk.services.spool import print_queue
from kiosk.services.submitted import new_receipts
from kiosk.store.printing import spool
from tests.gallery.site.gestures import submitted


def renumbered(box: Box) -> tuple[str, str]:
    """A case whose receipt came out under its former number: its id, and the number it has now."""
    case = submitted(box)
    print_queue.print_due(box)
    with box.store.write() as db:
        reference = new_numbers.renumber(box, db, case.case_id, case.reference, "wrong-site")
    return case.case_id, reference


def test_each_person_to_tell_gets_one_receipt_under_the_new_number(box: Box, nadia: Actor) -> None:
    wanted = {renumbered(box) for _ in range(3)}
    assert new_receipts.print_new(box, nadia) == 3
    assert new_receipts.print_new(box, nadia) == 0, "a second press prints nothing again"
    assert print_queue.print_due(box) == 3
    out = [job for job in spool.recent(box.store.read()) if (job.subject, job.reference) in wanted]
    assert [(job.state, job.copy) for job in out] == [("completed", 1)] * 3, "no duplicate of the former one"
    assert new_receipts.print_new(box, nadia) == 0


def test_a_receipt_that_was_called_off_is_asked_for_again(box: Box, nadia: Actor) -> None:
    renumbered(box)
    new_receipts.print_new(box, nadia)
    print_queue.cancel(box, spool.recent(box.store.read())[0].id)
    assert new_receipts.print_new(box, nadia) == 1


def test_whoever_is_told_needs_none_and_other_services_print_none(box: Box, nadia: Actor) -> None:
    case_id, _ = renumbered(box)
    assert new_receipts.print_new(box, Actor()) == 0
    numbers_to_tell.tell(box, case_id, nadia)
    assert new_receipts.print_new(box, nadia) == 0
