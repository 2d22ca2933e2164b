"""A printer on a USB cable: found by what it is, asked before and after, and pulled out in the middle."""

import errno

import pytest

from printers.carrier import NotPrintedFault, PrintFault, UnknownFault
from printers.carriers.usb import Usb
from tests.printers.receipt_printer import ReceiptPrinter
from tests.printers.usb_printer import Bus

JOB = b"\x1b@Bonjour\n\x1dV\x00"
LONG = b"\x1b@" + b"une ligne de texte\n" * 2000 + b"\x1dV\x00"


@pytest.fixture
def bus() -> Bus:
    return Bus(ReceiptPrinter())


def fault(printer: Usb, data: bytes = JOB) -> PrintFault:
    with pytest.raises(PrintFault) as raised:
        printer.carry("1", "", data)
    return raised.value


@pytest.mark.parametrize("numbers", [("", ""), ("04b8", ""), ("04b8", "0e15")])
def test_a_job_comes_out_once(bus: Bus, numbers: tuple[str, str]) -> None:
    printer = Usb(*numbers, backend=bus)
    assert printer.what_is_wrong() is None
    for job in (JOB, LONG):
        printer.carry("1", "", job)
    assert [paper.text.split("\n")[0] for paper in bus.printer.read] == ["Bonjour", "une ligne de texte"]


def test_a_printer_is_found_by_what_it_is(bus: Bus) -> None:
    (followed,) = Usb.find(bus)
    assert (followed.name, dict(followed.settings)) == ("USB 04b8:0e15", {"vendor": "04b8", "product": "0e15"})
    assert Usb(**followed.settings, backend=bus).what_is_wrong() is None
    assert not Usb.find(Bus(ReceiptPrinter(), kind=3)), "a keyboard is no printer"


def test_a_printer_that_does_not_call_itself_one_is_reached_by_its_numbers() -> None:
    bus = Bus(ReceiptPrinter(), kind=255)
    assert Usb(backend=bus).what_is_wrong() == "not-plugged-in"
    Usb("04b8", "0e15", backend=bus).carry("1", "", JOB)
    assert len(bus.printer.papers) == 1


@pytest.mark.parametrize(("number", "code"), [
    (errno.EACCES, "no-permission"), (errno.EBUSY, "busy"), (errno.ENODEV, "not-plugged-in"),
])  # fmt: skip
def test_what_keeps_it_from_us_is_said_and_nothing_is_printed(bus: Bus, number: int, code: str) -> None:
    bus.refuses = number
    assert Usb(backend=bus).what_is_wrong() == code
    result = fault(Usb(backend=bus))
    assert (type(result), result.code) == (NotPrintedFault, code)


def test_a_printer_that_is_not_plugged_in_is_said(bus: Bus) -> None:
    bus.plugged_in = False
    result = fault(Usb(backend=bus))
    assert (type(result), result.code) == (NotPrintedFault, "not-plugged-in")
    assert Usb("1234", backend=bus).what_is_wrong() == "not-plugged-in"
    assert Usb("not hexadecimal", backend=bus).what_is_wrong() == "no-address"


def test_a_cable_pulled_in_the_middle_is_not_a_paper(bus: Bus) -> None:
    bus.printer.hangs_up_after = 10_000
    result = fault(Usb(backend=bus), LONG)
    assert (type(result), result.code) == (UnknownFault, "cut-off")
    assert not bus.printer.papers


def test_a_printer_without_a_way_back_is_asked_nothing() -> None:
    bus = Bus(ReceiptPrinter(), two_way=False)
    assert Usb(backend=bus).what_is_wrong() is None
    Usb(backend=bus).carry("1", "", JOB)
    assert bus.printer.heard == len(JOB)


@pytest.mark.parametrize(("driver", "configured"), [(True, True), (False, False), (True, False)])
def test_a_printer_that_the_system_holds_or_never_configured_is_taken_over(
    bus: Bus, driver: bool, configured: bool
) -> None:
    bus.driver, bus.configured = driver, configured
    Usb(backend=bus).carry("1", "", JOB)
    assert len(bus.printer.papers) == 1
    assert not bus.driver and bus.configured


def test_a_printer_that_still_prints_is_not_reset(bus: Bus) -> None:
    for number in ("1", "2"):
        Usb(backend=bus).carry(number, "", JOB)
    assert bus.resets == 0


def test_this_machine_can_be_searched() -> None:
    assert all(printer.settings["vendor"] for printer in Usb.find())
