"""What every printer that is spoken to has in common: why it cannot print is said the same, asked or tried."""

from dataclasses import dataclass, field

import pytest

from printers.carrier import UNKNOWN, NotPrintedFault, UnknownFault
from printers.carriers.network import Network
from printers.carriers.serial import Serial
from printers.carriers.usb import Usb
from printers.receipt_protocol.receipt_carrier import Connection, ReceiptCarrier, reserve_printer
from printers.renderers.escpos import MEDIA_TYPE
from tests.printers.receipt_printer import ReceiptPrinter
from tests.printers.receipt_protocol.test_status_dialogue import JOB, Wire


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
