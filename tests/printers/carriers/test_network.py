"""A printer on the network is asked before and after a job where it answers, and is never guessed about."""

import socket
import threading
from collections.abc import Iterator

import pytest

from printers import profiles
from printers.carrier import NotPrintedFault, PrintFault, UnknownFault
from printers.carriers.network import Network
from printers.fonts import Fonts
from printers.renderers.escpos import ESCPOS_80
from tests.gallery.paper.cups import wait_until
from tests.printers.receipt_printer import Listening, ReceiptPrinter

JOB = b"\x1b@Bonjour\n\x1dV\x00"
LONG = b"\x1b@" + b"une ligne de texte\n" * 2000 + b"\x1dV\x00"


@pytest.fixture
def there() -> Iterator[Listening]:
    listening = Listening(ReceiptPrinter())
    yield listening
    listening.close()


def carrier(there: Listening, media_type: str = ESCPOS_80.media_type) -> Network:
    return Network("127.0.0.1", there.port, media_type)


def fault(printer: Network, data: bytes = JOB) -> PrintFault:
    with pytest.raises(PrintFault) as raised:
        printer.carry("1", "", data)
    return raised.value


def test_a_receipt_comes_out_once_and_reads_as_it_was_written(there: Listening, fonts: Fonts, samples) -> None:
    slip = samples.SAMPLES[0]
    model = next(
        name
        for name in profiles.list_profiles()
        if profiles.find_profile(name).qr and profiles.find_profile(name).code_pages
    )
    carrier(there).carry("1", "", ESCPOS_80.for_profile(model).render(slip, fonts))
    (paper,) = there.printer.read
    assert paper.text and paper.codes and paper.cuts == 1


def test_a_drawn_receipt_is_not_disturbed_by_questions_that_its_pictures_hold(there: Listening) -> None:
    """A picture may hold the bytes of a question by chance, and the printer answers it."""
    picture = b"\x1dv0\x00" + bytes([3, 0, 100, 0]) + b"\x10\x04\x01" * 100
    carrier(there).carry("1", "", b"\x1b@" + picture + b"\x1dV\x00")
    assert len(there.printer.papers) == 1


def test_two_jobs_are_two_papers(there: Listening) -> None:
    for word in ("1", "2"):
        carrier(there).carry(word, "", JOB)
    assert [paper.text for paper in there.printer.read] == ["Bonjour", "Bonjour"]


def test_a_printer_that_is_off_has_printed_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
    off = Network("127.0.0.1", port)
    assert off.what_is_wrong() == "offline"
    with pytest.raises(NotPrintedFault, match="offline"):
        off.carry("1", "", JOB)


@pytest.mark.parametrize(("wrong", "code"), [
    ({"paper": False}, "no-paper"), ({"cover_open": True}, "cover-open"), ({"cutter_stuck": True}, "cutter-stuck"),
])  # fmt: skip
def test_what_the_printer_says_before_a_job_leaves_it_here(there: Listening, wrong: dict[str, bool], code: str) -> None:
    for name, value in wrong.items():
        setattr(there.printer, name, value)
    assert carrier(there).what_is_wrong() == code
    result = fault(carrier(there))
    assert (type(result), result.code) == (NotPrintedFault, code)
    there.printer.paper, there.printer.cover_open, there.printer.cutter_stuck = True, False, False
    assert carrier(there).what_is_wrong() is None
    carrier(there).carry("1", "", JOB)
    assert len(there.printer.papers) == 1, "and nothing of the first try came out"


def test_paper_that_ends_within_a_job_is_for_a_person_to_look_at(there: Listening) -> None:
    there.printer.paper_ends_after = 10_000
    result = fault(carrier(there), LONG)
    assert (type(result), result.code) == (UnknownFault, "no-paper")


def test_a_rest_of_three_seconds_loses_no_line(there: Listening) -> None:
    there.printer.stalls_at = 10_000
    carrier(there).carry("1", "", LONG)
    (paper,) = there.printer.read
    assert paper.text.count("une ligne de texte") == 2000


def test_a_cable_pulled_in_the_middle_is_not_a_paper(there: Listening) -> None:
    there.printer.hangs_up_after = 10_000
    result = fault(carrier(there), LONG)
    assert (type(result), result.code) == (UnknownFault, "cut-off")
    assert not there.printer.papers


def test_a_printer_that_answered_and_then_does_not_is_not_believed(there: Listening, monkeypatch) -> None:
    monkeypatch.setattr("printers.receipt_protocol.receipt_carrier.STALL_S", 0.5)
    there.printer.goes_mute_after = 10_000
    result = fault(carrier(there), LONG)
    assert (type(result), result.code) == (UnknownFault, "no-answer")


def test_a_printer_that_says_its_state_but_not_how_far_it_is_prints(there: Listening) -> None:
    there.printer.marks = False
    carrier(there).carry("1", "", JOB)
    assert len(there.printer.papers) == 1


def test_a_mute_printer_is_believed_once_it_has_taken_all(there: Listening) -> None:
    there.printer.mute = True
    assert carrier(there).what_is_wrong() is None
    carrier(there).carry("1", "", LONG)
    assert len(there.printer.papers) == 1
    there.printer.hangs_up_after = there.printer.heard + 10_000
    assert type(fault(carrier(there), LONG)) is UnknownFault, "nor one that hangs up"


def test_a_printer_of_other_bytes_is_asked_nothing(there: Listening) -> None:
    """What a printer of PDF makes of a status question of receipt printers, nobody knows."""
    data = b"%PDF-1.7 and so on"
    printer = carrier(there, "application/pdf")
    assert printer.what_is_wrong() is None
    printer.carry("1", "", data)
    assert there.printer.heard == len(data)


def test_nobody_asks_a_printer_in_the_middle_of_a_job(there: Listening) -> None:
    """A second talk would hear the answers of the first."""
    there.printer.stalls_at, there.printer.stall_s = 0, 1.0
    thread = threading.Thread(target=carrier(there).carry, args=("1", "", JOB))
    thread.start()
    wait_until(lambda: there.printer.stalls_at is None, "the job")
    assert carrier(there).what_is_wrong() is None
    thread.join(30)
    assert len(there.printer.papers) == 1
