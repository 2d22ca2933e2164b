"""Printers for tests: in memory, one that answers late, and one that a search finds."""

import threading
from dataclasses import dataclass, field
from typing import ClassVar

from kiosk.services.box.box import Actor, Box
from kiosk.services.printers import printer_choice, printer_setup
from kiosk.services.printers.printer_setup import PrinterDescription
from printers.carrier import FoundPrinter, Setting
from printers.carriers.dummy import Dummy


def added(box: Box, name: str, paper: str = "escpos-80", profile: str = "default") -> str:
    return printer_setup.add_printer(box, PrinterDescription(name, "dummy", {}, paper, profile), Actor())


def of(box: Box, printer_id: str) -> Dummy:
    """The printer object behind an id."""
    printer = printer_choice.find_printer(box, box.store.read(), printer_id)
    assert printer is not None and isinstance(printer.carrier, Dummy)
    return printer.carrier


@dataclass
class Late(Dummy):
    """A printer that reports its state only once it is let, and counts how often it was asked."""

    kind: ClassVar[str] = "late"
    settings: ClassVar[tuple[Setting, ...]] = (Setting("host", "", "Where it is."),)
    instant: ClassVar[bool] = False
    only_for_tests: ClassVar[bool] = False
    seen: ClassVar[tuple[FoundPrinter, ...]] = ()

    host: str = ""
    may_say: threading.Event = field(default_factory=threading.Event)
    asked: int = 0

    def what_is_wrong(self) -> str | None:
        self.asked += 1
        self.may_say.wait(20)
        return self.wrong

    @classmethod
    def find(cls) -> tuple[FoundPrinter, ...]:
        return cls.seen


class Nearby(Late):
    """A connection whose search finds one printer."""

    kind = "network"
    seen = (FoundPrinter("EPSON TM-T20II", {"host": "192.0.2.7"}, "TM-T20II"),)
