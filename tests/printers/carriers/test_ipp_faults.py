"""What CUPS forgets, what a line swallows: nothing comes out twice, and nothing is said to be out that is not."""

import signal
import sys
from collections.abc import Iterator

import pytest

from printers.carrier import COMPLETED, NOT_PRINTED, UNKNOWN, WAITING, NotPrintedFault, PrintFault, UnknownFault
from printers.carriers.ipp import Ipp, Queue
from printers.ipp.client import Peer
from tests.gallery.paper.cups import Cups, Tray, wait_until
from tests.line import Line, line_to

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="CUPS is started as on Debian")


def fault(carrier: Ipp, data: bytes) -> PrintFault:
    with pytest.raises(PrintFault) as raised:
        carrier.carry("1", "", data)
    return raised.value


def impatient(uri: str) -> Ipp:
    return Ipp(uri, patience="1.5")


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_restart_of_cups_forgets_no_job_that_waits(
    cups: Cups, queue: str, tray: Tray, receipt: bytes, how: int
) -> None:
    cups.told("cupsdisable", "accueil")
    cups.stop()
    cups.start()  # it writes down that there is a queue, once it ends or after 30 seconds
    fault(impatient(queue), receipt)
    cups.stop(how)
    assert Ipp(queue).state_of("1") == Ipp(queue).call_off("1") == UNKNOWN, "nobody is there to be asked"
    cups.start()
    known = Ipp(queue).state_of("1")
    assert known in (WAITING, UNKNOWN), "an unkind end may lose its memory, and then a person is asked"
    if how == signal.SIGTERM:
        assert known == WAITING
    cups.told("cupsenable", "accueil")
    if known == WAITING:
        wait_until(lambda: Ipp(queue).state_of("1") == COMPLETED, "the paper")
        assert len(tray.papers) == 1


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_restart_of_cups_never_says_that_a_paper_that_is_out_is_not(
    cups: Cups, queue: str, tray: Tray, receipt: bytes, how: int
) -> None:
    Ipp(queue).carry("1", "", receipt)
    cups.stop(how)
    cups.start()
    assert Ipp(queue).state_of("1") in ((COMPLETED,) if how == signal.SIGTERM else (COMPLETED, UNKNOWN))
    assert len(tray.papers) == 1


def test_cups_that_ends_while_it_prints_is_not_believed(cups: Cups, queue: str, tray: Tray, receipt: bytes) -> None:
    tray.hold()
    fault(impatient(queue), receipt)
    cups.stop()
    assert Ipp(queue).state_of("1") == UNKNOWN
    cups.start()
    assert Ipp(queue).state_of("1") == UNKNOWN, "it writes down that the job is done, whatever the printer does"
    tray.let_go()


def test_a_job_whose_document_never_arrived_is_taken_back(queue: str, tray: Tray) -> None:
    for uri in (queue, tray.uri):
        mine = Queue(Peer(uri))
        mine.create("parvis-1", mine.printer())
        assert Ipp(uri).state_of("1") == NOT_PRINTED
    assert not tray.papers


@pytest.fixture
def line(tray: Tray) -> Iterator[Line]:
    with line_to(f"http://localhost:{tray.port}") as line:
        yield line


@pytest.fixture
def far(line: Line) -> Ipp:
    """The printer at the other end of the line."""
    return Ipp(line.url.replace("http", "ipp") + "/ipp/print")


def test_a_job_that_lost_its_answer_has_no_document_and_prints_nothing(
    far: Ipp, line: Line, tray: Tray, receipt: bytes
) -> None:
    line.faults.extend(["", "cut-after"])
    result = fault(far, receipt)
    assert (type(result), result.code) == (NotPrintedFault, "no-answer")
    assert far.state_of("1") == NOT_PRINTED
    far.carry("1", "", receipt)
    assert tray.papers == [receipt]


def test_a_document_that_was_swallowed_takes_its_job_with_it(far: Ipp, line: Line, tray: Tray, receipt: bytes) -> None:
    line.faults.extend(["", "", "cut-before"])
    assert type(fault(far, receipt)) is NotPrintedFault
    assert far.state_of("1") == NOT_PRINTED
    far.carry("1", "", receipt)
    assert tray.papers == [receipt]


def test_a_document_whose_answer_is_lost_is_looked_for_and_found(
    far: Ipp, line: Line, tray: Tray, receipt: bytes
) -> None:
    line.faults.extend(["", "", "cut-after"])
    far.carry("1", "", receipt)
    assert tray.papers == [receipt]


def test_a_question_that_is_swallowed_is_asked_again(far: Ipp, line: Line, tray: Tray, receipt: bytes) -> None:
    line.faults.extend(["", "", "", "cut-before", "cut-before"])
    far.carry("1", "", receipt)
    assert tray.papers == [receipt]


def test_a_line_that_is_cut_for_good_is_for_a_person_to_look_at(
    far: Ipp, line: Line, tray: Tray, receipt: bytes
) -> None:
    line.faults.extend(["", "", "cut-after", "cut-before"])
    result = fault(far, receipt)
    assert (type(result), result.code) == (UnknownFault, "no-answer")
    wait_until(lambda: far.state_of("1") == COMPLETED, "what the printer knows, once it can be asked")
