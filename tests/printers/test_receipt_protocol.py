"""One job at a time on one line: who waits too long does not push in.
What every printer that is spoken to has in common: why it cannot print is said the same, asked or tried.
What a printer answers decides what is said of a job, byte by byte.
"""

import threading
from dataclasses import dataclass, field

import pytest

from printers.carrier import UNKNOWN, NotPrintedFault, UnknownFault
from printers.carriers.network import Network
from printers.carriers.serial import Serial
from printers.carriers.usb import Usb
from printers.receipt_protocol.receipt_carrier import Connection, ReceiptCarrier, StatusDialogue, reserve_printer
from printers.renderers.escpos import MEDIA_TYPE
from tests.printers.receipt_printer import ReceiptPrinter


def test_a_line_is_held_by_one() -> None:
    with reserve_printer("here", 0) as first:
        with reserve_printer("here", 0.01) as second, reserve_printer("elsewhere", 0) as other:
            assert (first, second, other) == (True, False, True)
        with reserve_printer("here", 0) as third:
            assert not third, "who did not get it does not give it back"
    with reserve_printer("here", 0) as free:
        assert free


def test_who_waits_gets_it_in_time() -> None:
    seen: list[bool] = []

    def wait() -> None:
        with reserve_printer("there", 10) as ours:
            seen.append(ours)

    thread = threading.Thread(target=wait)
    with reserve_printer("there", 0):
        thread.start()
    thread.join(10)
    assert seen == [True]


@dataclass(frozen=True, slots=True)
class Bench(ReceiptCarrier):
    """A printer on the bench, at the end of a line of no length."""

    printer: ReceiptPrinter = field(default_factory=ReceiptPrinter)
    media_type: str = MEDIA_TYPE
    takes: int = 1_000_000
    shut: str = ""

    @property
    def address(self) -> str:
        return "bench"

    def open_connection(self) -> Connection:
        if self.shut:
            raise NotPrintedFault(self.shut)
        return Wire(self.printer, self.takes)


def test_a_paper_comes_out_and_the_printer_forgets_it() -> None:
    bench = Bench()
    bench.carry("1", "Reçu", JOB)
    assert bench.printer.papers == [JOB]
    assert bench.state_of("1") == bench.call_off("1") == UNKNOWN


def test_what_is_wrong_is_what_a_try_is_refused_with() -> None:
    for carrier, code in [
        (Bench(shut="no-permission"), "no-permission"),
        (Bench(ReceiptPrinter(paper=False)), "no-paper"),
        (Network(), "no-address"),
        (Network("192.0.2.1", "70000"), "no-address"),
        (Serial(), "no-address"),
        (Serial("/dev/ttyS0", speed="12"), "no-address"),
        (Usb("not a number"), "no-address"),
    ]:
        assert carrier.what_is_wrong() == code
        with pytest.raises(NotPrintedFault, match=code):
            carrier.carry("1", "Reçu", JOB)


def test_a_line_that_breaks_within_a_paper_leaves_it_unknown() -> None:
    with pytest.raises(UnknownFault, match="cut-off"):
        Bench(media_type="application/pdf", takes=5).carry("1", "Reçu", JOB)


def test_a_printer_that_prints_for_us_is_not_asked_meanwhile() -> None:
    bench = Bench(shut="offline")
    with reserve_printer(bench.address, 0):
        assert bench.what_is_wrong() is None
    assert bench.what_is_wrong() == "offline"


def test_what_takes_other_bytes_is_not_spoken_to_in_escpos() -> None:
    bench = Bench(ReceiptPrinter(paper=False), "application/pdf")
    assert bench.what_is_wrong() is None
    assert bench.printer.heard == 0


JOB = b"\x1b@Bonjour\n\x1dV\x00"


class Wire:
    """A line of no length; `takes` is how many bytes go through it before it breaks."""

    is_two_way = True

    def __init__(self, printer: ReceiptPrinter, takes: int = 1_000_000, broken: type[OSError] = OSError) -> None:
        self.printer, self.takes, self.broken = printer, takes, broken
        self.answers = b""
        self.sent: list[bytes] = []

    def write(self, data: bytes) -> int:
        part = data[: min(1000, self.takes)]
        if not part:
            raise self.broken
        self.takes -= len(part)
        self.sent.append(part)
        self.answers += self.printer.take(part)
        return len(part)

    def read(self, seconds: float) -> bytes:
        came, self.answers = self.answers, b""
        return came

    def finish(self) -> None:
        if not self.takes:
            raise self.broken

    def close(self) -> None:
        pass


def test_a_well_printer_is_asked_told_to_be_silent_and_asked_again() -> None:
    wire = Wire(ReceiptPrinter())
    StatusDialogue(wire).deliver(JOB, speaks_escpos=True)
    assert wire.printer.papers == [JOB]
    at = wire.sent.index(JOB)
    assert b"\x1da\x00" in wire.sent[:at] and b"\x1dr\x01" in wire.sent[:at]
    assert wire.sent[at + 1] == b"\x1dr\x01" and wire.sent[at + 2] == b"\x10\x04\x01"


@pytest.mark.parametrize(("takes", "kind"), [(0, NotPrintedFault), (30, UnknownFault)])
@pytest.mark.parametrize(("broken", "code"), [(OSError, "cut-off"), (TimeoutError, "no-answer")])
def test_one_byte_that_left_makes_the_difference(
    takes: int, kind: type[Exception], broken: type[OSError], code: str
) -> None:
    with pytest.raises(kind, match=code):
        StatusDialogue(Wire(ReceiptPrinter(), takes, broken)).deliver(b"x" * 100, speaks_escpos=False)


def test_a_line_that_breaks_before_the_job_has_printed_nothing() -> None:
    with pytest.raises(NotPrintedFault, match="offline"):
        StatusDialogue(Wire(ReceiptPrinter(), 0)).deliver(JOB, speaks_escpos=True)


def test_a_mute_printer_is_believed_unless_it_must_answer() -> None:
    StatusDialogue(Wire(ReceiptPrinter(mute=True))).deliver(JOB, speaks_escpos=True)
    with pytest.raises(NotPrintedFault, match="no-answer"):
        StatusDialogue(Wire(ReceiptPrinter(mute=True))).deliver(JOB, speaks_escpos=True, must_answer=True)
    assert StatusDialogue(Wire(ReceiptPrinter(mute=True))).what_is_wrong() is None
    assert StatusDialogue(Wire(ReceiptPrinter(mute=True))).what_is_wrong(must_answer=True) == "no-answer"


def test_what_is_mended_first_is_said_first() -> None:
    for state, code in [
        ({"cover_open": True, "paper": False}, "cover-open"),
        ({"paper": False}, "no-paper"),
        ({"cutter_stuck": True}, "cutter-stuck"),
        ({}, None),
    ]:
        assert StatusDialogue(Wire(ReceiptPrinter(**state))).what_is_wrong() == code


def test_a_picture_s_chance_answers_are_not_taken_for_others() -> None:
    wire = Wire(ReceiptPrinter(marks=False))
    picture = b"\x1dv0\x00" + bytes([3, 0, 10, 0]) + b"\x10\x04\x04" * 10
    StatusDialogue(wire).deliver(b"\x1b@" + picture + b"\x1dV\x00", speaks_escpos=True)
    assert len(wire.printer.papers) == 1
