"""A printer on a serial cable says whether it is there: what it does not say is not believed."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from printers.carrier import NotPrintedFault, PrintFault, UnknownFault
from printers.carriers.serial import Serial
from tests.gallery.paper.cups import wait_until
from tests.printers.receipt_printer import Plugged, ReceiptPrinter

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="has no pseudo-terminals")
JOB = b"\x1b@Bonjour\n\x1dV\x00"
LONG = b"\x1b@" + b"une ligne de texte\n" * 2000 + b"\x1dV\x00"


@pytest.fixture
def there() -> Iterator[Plugged]:
    plugged = Plugged(ReceiptPrinter())
    yield plugged
    plugged.close()


def carrier(there: Plugged, answers: str = "yes") -> Serial:
    return Serial(there.port, "115200", "none", answers)


def fault(printer: Serial, data: bytes = JOB) -> PrintFault:
    with pytest.raises(PrintFault) as raised:
        printer.carry("1", "", data)
    return raised.value


@pytest.mark.parametrize("flow", ["none", "dtr", "rts", "xonxoff"])
def test_a_job_comes_out_once(there: Plugged, flow: str) -> None:
    printer = Serial(there.port, "9600", flow)
    assert printer.what_is_wrong() is None
    printer.carry("1", "", JOB)
    printer.carry("2", "", LONG)
    assert [paper.text.split("\n")[0] for paper in there.printer.read] == ["Bonjour", "une ligne de texte"]


def test_a_printer_that_says_nothing_is_off(there: Plugged) -> None:
    """A serial port takes every byte, whether or not anything is plugged in."""
    there.printer.mute = True
    assert carrier(there).what_is_wrong() == "no-answer"
    result = fault(carrier(there))
    assert (type(result), result.code) == (NotPrintedFault, "no-answer")
    assert not there.printer.papers


def test_a_cable_that_goes_one_way_is_believed(there: Plugged) -> None:
    there.printer.mute = True
    carrier(there, answers="no").carry("1", "", LONG)
    wait_until(lambda: there.printer.papers, "the paper")


def test_a_cable_pulled_in_the_middle_is_not_a_paper(there: Plugged) -> None:
    there.printer.hangs_up_after = 5_000
    result = fault(carrier(there), LONG)
    assert (type(result), result.code) == (UnknownFault, "cut-off")
    assert not there.printer.papers


def test_a_port_that_is_not_there_or_not_ours_is_said(tmp_path: Path, there: Plugged) -> None:
    assert Serial(str(tmp_path / "ttyUSB0")).what_is_wrong() == "not-plugged-in"
    assert Serial("").what_is_wrong() == Serial(there.port, "12").what_is_wrong() == "no-address"
    with pytest.raises(NotPrintedFault, match="not-plugged-in"):
        Serial(str(tmp_path / "ttyUSB0")).carry("1", "", JOB)


def test_a_port_that_another_program_holds_is_busy(there: Plugged) -> None:
    import serial

    with serial.Serial(there.port, exclusive=True):
        assert carrier(there).what_is_wrong() == "busy"
        with pytest.raises(NotPrintedFault, match="busy"):
            carrier(there).carry("1", "", JOB)
    assert carrier(there).what_is_wrong() is None


def test_looking_for_ports_finds_what_is_plugged_in() -> None:
    assert all(printer.settings["port"] for printer in Serial.find())
