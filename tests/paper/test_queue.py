"""A box before a real CUPS: receipts that verify, and nothing lost or doubled whatever becomes of the queue."""

import signal
import sys

import pytest

from kiosk.services.spool import print_queue
from kiosk.store import spool
from printers.carriers.ipp import Ipp
from tests.gallery.paper.cups import Cups, Tray
from tests.gallery.site.gestures import at_a_terminal, leaves, submitted_alone
from tests.paper.hall import Hall
from tests.paper.reading import Receipt, of_pdf

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="CUPS is started as on Debian")


def papers(tray: Tray) -> list[Receipt]:
    """What came out, in order."""
    return [of_pdf(paper) for paper in tray.papers]


@pytest.fixture
def sticks(cups: Cups, monkeypatch: pytest.MonkeyPatch) -> None:
    """The queue is paused after it was asked how it is, and before it is handed the next paper."""
    carry = Ipp.carry

    def late(self: Ipp, job_id: str, title: str, data: bytes) -> None:
        monkeypatch.setattr(Ipp, "carry", carry)
        cups.told("cupsdisable", "accueil")
        carry(self, job_id, title, data)

    monkeypatch.setattr(Ipp, "carry", late)


def written_down(cups: Cups) -> None:
    """That there is a queue, CUPS writes down when it ends, or after 30 seconds."""
    cups.stop()
    cups.start()


def test_the_receipts_of_two_citizens_come_out_one_after_the_other_and_each_verifies(
    at_queue: Hall, tray: Tray
) -> None:
    cases = [at_queue.submits(), at_queue.submits()]
    at_queue.waits_for("completed", "completed")
    result = papers(tray)
    assert [paper.marked for paper in result] == [(case.reference, 1) for case in cases]
    for paper, case, other in zip(result, cases, reversed(cases), strict=True):
        assert case.reference in paper.words and other.reference not in paper.words
        assert paper.is_genuine(at_queue.box)
    at_queue.looks_on()
    assert len(tray.papers) == 2


def test_a_queue_that_is_paused_leaves_the_paper_here(cups: Cups, at_queue: Hall, tray: Tray) -> None:
    cups.told("cupsdisable", "accueil")
    case = at_queue.submits()
    at_queue.until(lambda: at_queue.jobs == [("pending", "paused")], "the reason")
    at_queue.restarts()
    at_queue.until(lambda: at_queue.jobs == [("pending", "paused")], "the reason, once more")
    cups.told("cupsenable", "accueil")
    at_queue.waits_for("completed")
    at_queue.restarts()
    at_queue.looks_on()
    assert [paper.marked for paper in papers(tray)] == [(case.reference, 1)]


@pytest.mark.usefixtures("sticks")
def test_a_paper_in_a_queue_that_is_stuck_comes_out_once_whoever_restarts(
    cups: Cups, at_queue: Hall, tray: Tray
) -> None:
    case = at_queue.submits()
    at_queue.waits_at_the_printer()
    at_queue.restarts()
    at_queue.waits_at_the_printer()
    cups.stop()
    cups.start()
    cups.told("cupsenable", "accueil")
    at_queue.waits_for("completed")
    at_queue.looks_on()
    assert [paper.marked for paper in papers(tray)] == [(case.reference, 1)]


def test_a_printer_behind_the_queue_that_is_off_leaves_the_paper_here(at_queue: Hall, tray: Tray) -> None:
    tray.stop()
    case = at_queue.submits()
    at_queue.until(lambda: at_queue.jobs == [("pending", "offline")], "the reason")
    at_queue.restarts()
    at_queue.until(lambda: at_queue.jobs == [("pending", "offline")], "the reason, once more")
    assert not tray.papers
    tray.start()
    at_queue.waits_for("completed")
    at_queue.looks_on()
    assert [paper.marked for paper in papers(tray)] == [(case.reference, 1)]


@pytest.mark.usefixtures("sticks")
def test_what_a_citizen_alone_left_in_the_queue_never_comes_out_and_the_desk_makes_it_anew(
    cups: Cups, at_queue: Hall, tray: Tray
) -> None:
    alone = at_a_terminal(at_queue.box)
    theirs = submitted_alone(at_queue.box, alone)
    at_queue.waits_at_the_printer()
    leaves(at_queue.box, alone)
    at_queue.waits_for("canceled")
    (job,) = spool.select_recent_jobs(at_queue.box.store.read())
    cups.told("cupsenable", "accueil")
    case = at_queue.submits()
    at_queue.waits_for("canceled", "completed")
    assert [paper.marked for paper in papers(tray)] == [(case.reference, 1)], "of who is there, and of nobody else"
    print_queue.reprint_job_here(at_queue.box, job.id, at_queue.nadia)
    at_queue.waits_for("canceled", "completed", "completed")
    assert papers(tray)[1].marked == (theirs.reference, 1), "the first paper there is of it"


@pytest.mark.usefixtures("sticks")
def test_a_restart_takes_back_what_a_citizen_alone_waited_for(cups: Cups, at_queue: Hall, tray: Tray) -> None:
    submitted_alone(at_queue.box, at_a_terminal(at_queue.box))
    at_queue.waits_at_the_printer()
    at_queue.restarts()
    at_queue.waits_for("canceled")
    cups.told("cupsenable", "accueil")
    case = at_queue.submits()
    at_queue.waits_for("canceled", "completed")
    assert [paper.marked for paper in papers(tray)] == [(case.reference, 1)]


def test_a_printer_that_rests_for_three_seconds_prints_one_paper(at_queue: Hall, tray: Tray) -> None:
    tray.hold()
    case = at_queue.submits()
    at_queue.waits_at_the_printer()  # its patience is over, and the printer's is not
    at_queue.looks_on()
    tray.let_go()
    at_queue.starts()
    at_queue.waits_for("completed")
    assert [paper.marked for paper in papers(tray)] == [(case.reference, 1)]


def test_cups_that_is_down_takes_nothing_and_prints_once_it_is_up(cups: Cups, at_queue: Hall, tray: Tray) -> None:
    cups.stop()
    case = at_queue.submits()
    at_queue.until(lambda: at_queue.jobs == [("pending", "offline")], "the reason")
    cups.start()
    at_queue.waits_for("completed")
    cups.stop()
    cups.start()
    at_queue.looks_on()
    assert [paper.marked for paper in papers(tray)] == [(case.reference, 1)]


@pytest.mark.usefixtures("sticks")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_cups_that_ends_while_a_paper_waits_loses_it_not_and_prints_it_not_twice(
    cups: Cups, at_queue: Hall, tray: Tray, how: int
) -> None:
    written_down(cups)
    case = at_queue.submits()
    at_queue.waits_at_the_printer()
    cups.stop(how)
    at_queue.waits_for("unknown")  # nobody is there to be asked
    cups.start()
    at_queue.looks_on()
    (state,) = at_queue.states
    assert state in ("processing", "unknown")
    if how == signal.SIGTERM:
        assert state == "processing", "it has written down what waits"
    if state == "unknown":
        at_queue.says(False)
    cups.told("cupsenable", "accueil")
    at_queue.starts()
    at_queue.waits_for("completed")
    marks = [paper.marked for paper in papers(tray)]
    assert marks and len(set(marks)) == len(marks) and {reference for reference, _ in marks} == {case.reference}


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_cups_that_ends_while_it_prints_asks_a_person(cups: Cups, at_queue: Hall, tray: Tray, how: int) -> None:
    tray.hold()
    written_down(cups)
    case = at_queue.submits()
    at_queue.waits_at_the_printer()
    cups.stop(how)
    at_queue.waits_for("unknown")
    at_queue.restarts()
    assert at_queue.states == ["unknown"]
    tray.let_go()
    cups.start()
    at_queue.looks_on()
    if at_queue.states == ["unknown"]:
        at_queue.says(False)
    at_queue.starts()
    at_queue.waits_for("completed")
    marks = [paper.marked for paper in papers(tray)]
    assert marks and len(set(marks)) == len(marks) and {reference for reference, _ in marks} == {case.reference}
