"""Papers through a real CUPS and a real driverless printer: each comes out once, and what became of it is true.
What CUPS forgets, what a line swallows: nothing comes out twice, and nothing is said to be out that is not.
"""

import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from printers.carrier import (
    COMPLETED,
    NOT_PRINTED,
    UNKNOWN,
    WAITING,
    NotPrintedFault,
    PrintFault,
    UnknownFault,
    WaitingFault,
)
from printers.carriers.ipp import Ipp, Queue
from printers.ipp.client import Peer
from tests.gallery.paper.cups import Cups, Tray, wait_until
from tests.line import Line, line_to

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="CUPS is started as on Debian")


def words(pdf: bytes) -> str:
    return subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def fault(carrier: Ipp, data: bytes, job_id: str = "1") -> PrintFault:
    with pytest.raises(PrintFault) as raised:
        carrier.carry(job_id, "", data)
    return raised.value


def impatient(uri: str) -> Ipp:
    return Ipp(uri, patience="1.5")


def test_a_receipt_through_cups_reads_as_it_was_written(queue: str, tray: Tray, receipt: bytes) -> None:
    carrier = Ipp(queue)
    assert carrier.what_is_wrong() is None
    carrier.carry("1", "", receipt)
    (paper,) = tray.papers
    assert words(paper) == words(receipt) != ""
    assert carrier.state_of("1") == carrier.call_off("1") == COMPLETED


def test_a_receipt_without_a_driver_is_the_same_bytes(tray: Tray, receipt: bytes) -> None:
    carrier = Ipp(tray.uri)
    assert carrier.what_is_wrong() is None
    carrier.carry("1", "", receipt)
    assert tray.papers == [receipt]
    assert carrier.state_of("1") == COMPLETED


def test_a_queue_shows_a_number_and_nobody_s_name(cups: Cups, queue: str, receipt: bytes) -> None:
    Ipp(queue).carry("1", "Reçu de Mme Martin", receipt)
    assert Ipp(queue).state_of("1") == COMPLETED
    written = [path.read_bytes() for path in cups.root.rglob("*") if path.is_file()]
    assert any(b"parvis-1" in text for text in written) and not any(b"Martin" in text for text in written)


def test_two_jobs_are_told_apart(queue: str, tray: Tray, receipt: bytes) -> None:
    Ipp(queue).carry("1", "", receipt)
    Ipp(queue).carry("2", "", receipt)
    assert len(tray.papers) == 2
    assert [Ipp(queue).state_of(job_id) for job_id in ("1", "2", "3")] == [COMPLETED, COMPLETED, UNKNOWN]


def test_a_paused_queue_keeps_the_job_and_prints_it_once(cups: Cups, queue: str, tray: Tray, receipt: bytes) -> None:
    cups.told("cupsdisable", "accueil")
    carrier = Ipp(queue)
    assert carrier.what_is_wrong() == "paused"
    result = fault(carrier, receipt)
    assert (type(result), result.code) == (WaitingFault, "paused")
    assert carrier.state_of("1") == WAITING
    cups.told("cupsenable", "accueil")
    wait_until(lambda: carrier.state_of("1") == COMPLETED, "the paper")
    assert len(tray.papers) == 1


def test_a_queue_in_front_of_a_printer_that_is_off_is_not_given_the_job(queue: str, tray: Tray, receipt: bytes) -> None:
    """What lies in a queue is in clear, and comes out whenever somebody switches the printer on."""
    tray.stop()
    carrier = Ipp(queue)
    assert carrier.what_is_wrong() == "offline"
    result = fault(carrier, receipt)
    assert (type(result), result.code) == (NotPrintedFault, "offline")
    tray.start()
    assert carrier.what_is_wrong() is None
    carrier.carry("1", "", receipt)
    assert len(tray.papers) == 1


def test_a_printer_that_goes_off_prints_once_it_is_on(cups: Cups, queue: str, tray: Tray, receipt: bytes) -> None:
    cups.told("cupsdisable", "accueil")
    fault(Ipp(queue), receipt)
    tray.stop()
    cups.told("cupsenable", "accueil")
    assert Ipp(queue).what_is_wrong() == "offline"
    assert Ipp(queue).state_of("1") == WAITING
    tray.start()
    wait_until(lambda: Ipp(queue).state_of("1") == COMPLETED, "the paper")
    assert len(tray.papers) == 1


def test_a_driverless_printer_that_is_off_has_nothing(tray: Tray, receipt: bytes) -> None:
    tray.stop()
    carrier = Ipp(tray.uri)
    assert carrier.what_is_wrong() == "offline"
    result = fault(carrier, receipt)
    assert (type(result), result.code) == (NotPrintedFault, "offline")
    assert carrier.state_of("1") == carrier.call_off("1") == UNKNOWN, "nobody is there to be asked"


def test_a_job_called_off_before_its_turn_never_comes_out(cups: Cups, queue: str, tray: Tray, receipt: bytes) -> None:
    cups.told("cupsdisable", "accueil")
    fault(impatient(queue), receipt)
    assert Ipp(queue).call_off("1") == Ipp(queue).state_of("1") == NOT_PRINTED
    cups.told("cupsenable", "accueil")
    Ipp(queue).carry("2", "", receipt)
    assert len(tray.papers) == 1, "of the second"


def test_a_job_called_off_while_it_prints_is_for_a_person_to_look_at(queue: str, tray: Tray, receipt: bytes) -> None:
    tray.hold()
    fault(impatient(queue), receipt)
    assert tray.is_at_it
    assert Ipp(queue).call_off("1") == UNKNOWN
    tray.let_go()
    wait_until(lambda: tray.papers, "what nobody can take back")
    assert Ipp(queue).state_of("1") == UNKNOWN


def test_a_busy_driverless_printer_leaves_the_second_job_here(tray: Tray, receipt: bytes) -> None:
    tray.hold()
    result = fault(impatient(tray.uri), receipt)
    assert (type(result), result.code) == (WaitingFault, "in-the-queue")
    second = fault(impatient(tray.uri), receipt, "2")
    assert (type(second), second.code) == (NotPrintedFault, "busy")
    tray.let_go()
    wait_until(lambda: Ipp(tray.uri).state_of("1") == COMPLETED, "the paper")
    assert len(tray.papers) == 1


def test_an_address_that_is_none_is_said() -> None:
    for uri in ["", "http://localhost/", "ipp:///printers/x", "ipp://localhost:x/"]:
        assert Ipp(uri).what_is_wrong() == "no-address"
        assert fault(Ipp(uri), b"").code == "no-address"
        assert Ipp(uri).state_of("1") == UNKNOWN


def test_a_queue_that_is_not_there_or_takes_no_jobs_is_said(cups: Cups, queue: str, receipt: bytes) -> None:
    other = queue.replace("accueil", "autre")
    assert Ipp(other).what_is_wrong() == "queue-missing"
    assert type(fault(Ipp(other), receipt)) is NotPrintedFault
    cups.told("cupsreject", "accueil")
    result = fault(Ipp(queue), receipt)
    assert (type(result), result.code, Ipp(queue).what_is_wrong()) == (NotPrintedFault, "refuses-jobs", "refuses-jobs")


def test_a_printer_is_not_sent_what_it_does_not_take(queue: str, tray: Tray) -> None:
    """CUPS would take these bytes, send none of them, and say that they are out."""
    assert Ipp(queue, "application/vnd.escpos").what_is_wrong() == "format-not-taken"
    assert Ipp(queue, "text/plain; charset=utf-8").what_is_wrong() == "format-not-taken"
    result = fault(Ipp(tray.uri, "application/vnd.escpos"), b"\x1b@")
    assert (type(result), result.code) == (NotPrintedFault, "format-not-taken")


def queue_fault(carrier: Ipp, data: bytes) -> PrintFault:
    with pytest.raises(PrintFault) as raised:
        carrier.carry("1", "", data)
    return raised.value


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_restart_of_cups_forgets_no_job_that_waits(
    cups: Cups, queue: str, tray: Tray, receipt: bytes, how: int
) -> None:
    cups.told("cupsdisable", "accueil")
    cups.stop()
    cups.start()  # it writes down that there is a queue, once it ends or after 30 seconds
    queue_fault(impatient(queue), receipt)
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
    queue_fault(impatient(queue), receipt)
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
    result = queue_fault(far, receipt)
    assert (type(result), result.code) == (NotPrintedFault, "no-answer")
    assert far.state_of("1") == NOT_PRINTED
    far.carry("1", "", receipt)
    assert tray.papers == [receipt]


def test_a_document_that_was_swallowed_takes_its_job_with_it(far: Ipp, line: Line, tray: Tray, receipt: bytes) -> None:
    line.faults.extend(["", "", "cut-before"])
    assert type(queue_fault(far, receipt)) is NotPrintedFault
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
    result = queue_fault(far, receipt)
    assert (type(result), result.code) == (UnknownFault, "no-answer")
    wait_until(lambda: far.state_of("1") == COMPLETED, "what the printer knows, once it can be asked")
