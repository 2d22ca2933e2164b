"""A paper prints with the key that was left for it, or waits for someone who holds it, over a restart too."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.domain.keys.ring import DESK, Ring
from kiosk.domain.printing.print_job import JobState
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box, open_box
from kiosk.services.exchange import enrol
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.services.printers.printer_choice import renderer_of
from kiosk.services.spool import print_queue, render_job
from kiosk.services.upkeep import retention
from kiosk.settings import Settings
from kiosk.store.keys import wrapped_keys
from kiosk.store.printing import spool
from tests.gallery.site.cast import PIN, Watch, every_service, set_up
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import at_a_terminal, helped, submitted, submitted_alone, supplemented


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


TEXT = renderer_of("text-42")


@pytest.fixture
def keeping_nothing(central: Central, settings: Settings, watch: Watch) -> Iterator[Box]:
    """A box that destroys a case as soon as the hub has it."""
    box = open_box(replace(settings, retention_days=0), watch)
    set_up(box)
    enrol.enroll(box, central.url, central.code)
    yield box
    box.store.close()


def restarted(box: Box, watch: Watch) -> Box:
    """What was held in memory is gone."""
    box.store.close()
    return open_box(box.settings, watch)


def test_a_receipt_that_waits_over_a_restart_is_the_whole_receipt(keeping_nothing: Box, watch: Watch) -> None:
    case = submitted(keeping_nothing)
    supplemented(keeping_nothing, case.reference)
    talk(keeping_nothing, hub_of(keeping_nothing))
    box = restarted(keeping_nothing, watch)
    assert retention.due(box) == 0
    assert wrapped_keys.any_left(box.store.read(), case.case_id)
    nadia = helped(box)
    box.shifts.begin(nadia.mediator_id, nadia.name, nadia.ring, PIN)
    printed = [(render_job.render(box, job, TEXT, 1) or b"").decode() for job in spool.recent(box.store.read())]
    assert len(printed) == 2 and "Benali" in printed[-1], printed
    print_queue.print_due(box)
    assert retention.due(box) == 1
    box.store.close()


def test_after_a_day_without_a_printer_an_attestation_is_printed_in_its_place(
    keeping_nothing: Box, watch: Watch
) -> None:
    """Number, day and proof are what a person needs of it, and open nothing."""
    case = submitted(keeping_nothing)
    talk(keeping_nothing, hub_of(keeping_nothing))
    box = restarted(keeping_nothing, watch)
    watch.wait(timedelta(hours=25))
    assert retention.due(box) == 1
    (job,) = spool.recent(box.store.read())
    paper = (render_job.render(box, job, TEXT, 1) or b"").decode()
    assert case.reference[:2] in paper and "Benali" not in paper
    print_queue.print_due(box)
    (job,) = spool.recent(box.store.read())
    assert job.state == JobState.COMPLETED
    box.store.close()
