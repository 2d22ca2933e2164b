"""Papers of a citizen alone come out while they are there, or not at all."""

from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.services.box.box import Actor, Box
from kiosk.services.spool import citizen_presence, print_queue
from kiosk.store.people import people
from kiosk.store.printing import spool
from printers.carrier import COMPLETED, NOT_PRINTED, UNKNOWN, WAITING, Waiting
from printers.carriers.dummy import Dummy
from tests.gallery.site.cast import Watch
from tests.gallery.site.gestures import at_a_terminal, leaves, submitted, submitted_alone


class Queue(Dummy):
    """A print queue beyond us: what it says of a job that waits in it."""

    said, answers, called_off = WAITING, NOT_PRINTED, 0

    def carry(self, job_id: str, title: str, data: bytes) -> None:
        raise Waiting("no-answer")

    def state_of(self, job_id: str) -> str:
        return self.said

    def call_off(self, job_id: str) -> str:
        self.called_off += 1
        return self.answers


def state(box: Box) -> tuple[str, str]:
    (job,) = spool.recent(box.store.read())
    return job.state, job.detail


def printed(box: Box) -> int:
    return len(box.carrier.jobs)  # type: ignore[attr-defined]


def test_while_they_are_there_it_prints(box: Box) -> None:
    submitted_alone(box, at_a_terminal(box))
    citizen_presence.cancel_jobs_of_departed(box)
    assert print_queue.print_due(box) == 1


def test_once_they_have_gone_nothing_of_theirs_prints(box: Box) -> None:
    alone = at_a_terminal(box)
    submitted_alone(box, alone)
    leaves(box, alone)
    assert print_queue.print_due(box) == printed(box) == 0
    assert state(box) == ("canceled", "has-left")
    assert box.held.subjects() == set(), "and its key is forgotten"


def test_a_session_left_alone_is_over_for_its_papers_too(box: Box, watch: Watch) -> None:
    """No page has asked since, so that nobody has ended it."""
    submitted_alone(box, at_a_terminal(box))
    watch.wait(timedelta(minutes=box.settings.terminal_idle_minutes * 2 + 3))
    assert print_queue.print_due(box) == printed(box) == 0
    assert state(box) == ("canceled", "has-left")


def test_a_terminal_that_becomes_a_desk_prints_nothing_of_its_citizens(box: Box) -> None:
    alone = at_a_terminal(box)
    submitted_alone(box, alone)
    with box.store.write() as db:
        people.set_role(db, alone.station_id, "desk")
    assert print_queue.print_due(box) == printed(box) == 0


def test_what_is_asked_at_a_desk_waits_for_its_printer_whoever_leaves(box: Box) -> None:
    submitted(box)
    citizen_presence.cancel_jobs_of_departed(box)
    assert state(box) == ("pending", "")
    (job,) = spool.recent(box.store.read())
    assert job.session == "" and not citizen_presence.has_left(box, box.store.read(), job)


def test_a_citizen_without_a_session_has_left() -> None:
    assert citizen_presence.session_of(Actor(terminal=True)) == citizen_presence.NOBODY
    assert citizen_presence.session_of(Actor()) == ""


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (NOT_PRINTED, ("canceled", "has-left")),
        (COMPLETED, ("completed", "")),
        (UNKNOWN, ("unknown", "no-answer")),
    ],
)
def test_what_waits_in_a_queue_is_taken_back(box: Box, answers: str, expected: tuple[str, str]) -> None:
    queue, alone = Queue(), at_a_terminal(box)
    queue.answers = answers
    box = replace(box, carrier=queue)
    submitted_alone(box, alone)
    print_queue.print_due(box)
    print_queue.print_due(box)
    assert state(box)[0] == "processing" and not queue.called_off
    leaves(box, alone)
    print_queue.print_due(box)
    assert state(box) == expected


def test_after_a_restart_what_waits_in_a_queue_is_taken_back(box: Box) -> None:
    queue = Queue()
    box = replace(box, carrier=queue)
    submitted_alone(box, at_a_terminal(box))
    print_queue.print_due(box)
    print_queue.recover(box)
    print_queue.print_due(box)
    assert state(box) == ("canceled", "has-left")
