"""A paper prints with the key that was left for it, or waits for someone who holds it."""

from kiosk.domain.keys.ring import DESK, Ring
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box, open_box
from kiosk.services.spool import print_queue
from kiosk.store.printing import spool
from tests.gallery.site.cast import PIN, every_service
from tests.gallery.site.gestures import at_a_terminal, submitted, submitted_alone, supplemented


def jobs(box: Box) -> list[tuple[str, str, str]]:
    """(kind, state, detail), oldest first."""
    return [(row.kind, row.state, row.detail) for row in reversed(spool.recent(box.store.read()))]


def at_shift(box: Box) -> None:
    """Nadia has signed in again."""
    box.shifts.begin("a" * 32, "Nadia Roux", every_service(box), PIN)


def only_job(box: Box) -> str:
    (job,) = spool.recent(box.store.read())
    return str(job.id)


def test_what_was_queued_prints_though_nobody_is_signed_in(box: Box) -> None:
    """Its key waits with it in memory, and goes when it is out."""
    case = submitted(box)
    assert box.shifts.on_shift() == []
    assert box.held.subjects() == {case.case_id}
    assert print_queue.print_due(box) == 1
    assert box.held.subjects() == set()


def test_after_a_restart_a_terminals_paper_is_canceled_and_a_desks_waits(box: Box) -> None:
    """The citizen of the terminal has gone home; whoever stands there now is somebody else."""
    submitted_alone(box, at_a_terminal(box))
    submitted(box)
    box.store.close()
    again = open_box(box.settings, box.clock)
    print_queue.recover(again)
    assert print_queue.print_due(again) == 0
    assert jobs(again) == [("receipt", "canceled", "interrupted"), ("receipt", "held", "waits-for-sign-in")]
    print_queue.release(again)
    assert print_queue.print_due(again) == 0, "nobody signed in"
    at_shift(again)
    print_queue.release(again)
    assert print_queue.print_due(again) == 1
    again.store.close()


def test_a_mediator_of_another_service_prints_nothing_of_it(box: Box, nadia: Actor) -> None:
    submitted(box)
    box.held.drop(only_job(box))
    box.shifts.begin(nadia.mediator_id, nadia.name, Ring({DESK: nadia.ring.privates[DESK]}), PIN)
    assert print_queue.print_due(box) == 0
    assert jobs(box) == [("receipt", "held", "waits-for-sign-in")]


def test_what_is_destroyed_is_not_waited_for_and_its_attestation_comes_out(box: Box, nadia: Actor) -> None:
    done = submitted(box)
    with box.store.write() as db:
        data_keys.destroy(box, db, done.case_id, box.clock.now())
    assert box.held.subjects() == set()
    assert print_queue.print_due(box) == 1
    assert [state for _, state, _ in jobs(box)] == ["completed"]


def test_a_supplements_paper_keeps_its_case_and_not_itself(box: Box) -> None:
    done = submitted(box)
    print_queue.print_due(box)
    supplemented(box, done.reference)
    assert box.held.subjects() == {done.case_id}


def test_a_paper_nobody_wants_leaves_no_key(box: Box) -> None:
    submitted(box)
    print_queue.cancel(box, only_job(box))
    assert box.held.subjects() == set()
