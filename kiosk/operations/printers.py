"""Operations that list, add, remove, choose and test printers, by their names and codes."""

from collections.abc import Mapping

from msgspec import Struct, field

from kiosk.domain.proofs.site_keys import Seal
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.operations.operation import Nothing, Running, operation
from kiosk.services.box.box import Actor, Box
from kiosk.services.printers import printer_choice, printer_setup
from kiosk.services.printers.printer_setup import Described
from kiosk.services.receipts import verify_receipt
from kiosk.services.receipts.verify_receipt import Report
from kiosk.services.spool import print_queue
from kiosk.store.people import people
from kiosk.store.printing import spool
from kiosk.store.printing.spool import Choice
from printers import profiles

PATIENCE_S = 5.0
"""Seconds that a command waits for printers to report their state."""


@operation("print")
def print_due(box: Box, running: Running | None) -> int:
    """Print what waits in the spool; gives how many papers were printed."""
    if running is None:  # the print loop does this once, when it begins
        print_queue.recover(box)
    return print_queue.print_due(box)


@operation("verify")
def verify(box: Box, running: Running | None, text: str, seal: Seal | None = None) -> Report:
    """Judge whether a receipt is genuine: the text of its code, with the seal of the PDF where one was shown."""
    return verify_receipt.report(box, text, seal)


class Printer(Struct, frozen=True):
    """A printer; the settings' own has "" for `name`, `kind` and `model`. `wrong` is a code, None where all is well."""

    name: str
    paper: str
    kind: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    model: str = ""
    wrong: str | None = None


class Listed(Struct, frozen=True):
    """The printers that are `known`, and those that were `found` and could be added."""

    known: tuple[Printer, ...]
    found: tuple[Printer, ...]


class NewPrinter(Struct, frozen=True):
    """A printer that is to be added; "" for `paper` is a likely one, "" for `model` an unknown one."""

    name: str
    kind: str
    settings: Mapping[str, str] = field(default_factory=dict)
    paper: str = ""
    model: str = ""


@operation("printers-list")
def show(box: Box, running: Running | None, search: bool = True) -> Listed:
    """List the printers that are known, with what is wrong with each, and where asked for, those found around."""
    printers = tuple(_known(printer, wrong) for printer, wrong in printer_choice.states(box, PATIENCE_S))
    seen = printer_setup.search(box) if search else []
    _wake(running)
    return Listed(printers, tuple(_found(device.described) for device in seen))


@operation("printers-add")
def add(box: Box, running: Running | None, printer: NewPrinter) -> Nothing:
    """Add a printer. Raises what `printer_setup.add` raises, and `Refused`: `no-such-setting`."""
    names = {setting.name for setting in printer_setup.carrier_of(printer.kind).settings}
    for name in printer.settings:
        if name not in names:
            raise Refused(Refusal.NO_SUCH_SETTING, setting=name)
    paper = printer.paper or printer_setup.first_paper(box, printer.kind)
    model = printer.model or profiles.UNKNOWN
    printer_setup.add(box, Described(printer.name, printer.kind, printer.settings, paper, model), Actor())
    _wake(running)
    return Nothing()


@operation("printers-remove")
def remove(box: Box, running: Running | None, name: str) -> Nothing:
    """Forget a printer. Raises `Refused`: `no-such-printer`."""
    printer_setup.forget(box, _id(box, name), Actor())
    _wake(running)
    return Nothing()


@operation("printers-use")
def use(
    box: Box, running: Running | None, name: str = "", instead: str = "", screen: str = "", papers: str = ""
) -> Nothing:
    """Choose where papers come out: the printer of this name, or `instead` that of the settings file (`usual`), none
    (`nothing`) or no choice (`as-before`); for a named screen ("" all) and one kind of papers ("" all).

    Raises `Refused`: `no-such-printer`, `no-such-station`, `no-such-papers`.
    """
    station_id = _station(box, screen) if screen else ""
    if instead == "as-before":
        printer_setup.unchoose(box, station_id, papers, Actor())
    else:
        other = {"usual": printer_choice.USUAL, "nothing": None}
        chosen = other[instead] if instead else _id(box, name)
        printer_setup.choose(box, Choice(station_id, papers, chosen), Actor())
    _wake(running)
    return Nothing()


@operation("printers-test")
def try_out(box: Box, running: Running | None, name: str) -> Nothing:
    """Print the test page of a printer, "" for the usual one. Raises `Refused`: `no-such-printer`."""
    printer_setup.queue(box, _id(box, name) if name else printer_choice.USUAL, Actor())
    if running is None:  # no loop prints it
        print_queue.recover(box)
        print_queue.print_due(box)
    _wake(running)
    return Nothing()


def _wake(running: Running | None) -> None:
    if running is not None:
        running.wake()


def _id(box: Box, name: str) -> str:
    kept = spool.named(box.store.read(), name.strip())
    if kept is None:
        raise Refused(Refusal.NO_SUCH_PRINTER, name=name)
    return kept.id


def _station(box: Box, name: str) -> str:
    for station in people.named_stations(box.store.read()):
        if station.name.casefold() == name.strip().casefold():
            return station.id
    raise Refused(Refusal.NO_SUCH_STATION, name=name)


def _known(printer: printer_choice.Printer, wrong: str | None) -> Printer:
    kept, paper = printer.kept, printer.renderer.kind
    if kept is None:
        return Printer(printer.name, paper, wrong=wrong)
    return Printer(printer.name, paper, kept.carrier, dict(kept.settings), kept.profile, wrong)


def _found(described: Described) -> Printer:
    return Printer(described.name, described.paper, described.carrier, dict(described.settings), described.profile)
