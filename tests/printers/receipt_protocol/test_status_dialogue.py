"""What a printer answers decides what is said of a job, byte by byte."""

import pytest

from printers.carrier import NotPrintedFault, UnknownFault
from printers.receipt_protocol.receipt_carrier import StatusDialogue
from tests.printers.receipt_printer import ReceiptPrinter

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
