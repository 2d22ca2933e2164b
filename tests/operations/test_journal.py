"""The journal, verified by a command."""

from kiosk.domain.trail.hash_chain import Fault
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.operations import journal
from kiosk.store.people import journal as store
from tests.operations.conftest import Site


def test_a_whole_journal_has_no_fault_and_its_head(site: Site) -> None:
    with site.box() as box:
        with box.store.write() as db:
            store.note(db, box.clock.now(), JournalAction.OPENED, mediator_id="a" * 32, reference="SA1001G")
        head = store.head(box.store.read())
    report = site.ask(journal.verify, journal.Head())
    assert (report.count, report.head, report.faults) == (head.count, head.head, ())
    assert site.ask(journal.verify, journal.Head(head.count, head.head)) == report
    other = site.ask(journal.verify, journal.Head(head.count, "f" * 64))
    assert other.faults == (Fault(head.count, "not-that-head"),)
