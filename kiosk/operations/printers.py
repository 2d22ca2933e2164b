"""Operations that list, add, remove, choose and test printers, by their names and codes."""

from collections.abc import Mapping

from msgspec import Struct, field

from kiosk.domain.proofs.receipt_proof import Seal
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.operations.operation import NoContent, Running, operation
from kiosk.services.box.box import Actor, Box
from kiosk.services.printers import printer_choice, printer_setup
from kiosk.services.printers.printer_setup import PrinterDescription
from kiosk.services.receipts import verify_receipt
from kiosk.services.receipts.verify_receipt import VerificationReport
from kiosk.services.spool import print_queue
from kiosk.store import people, spool
from kiosk.store.spool import PrinterChoice
from printers import profiles

PATIENCE_S = 5.0
"""Seconds that a command waits for printers to report their state."""


@operation("print")
def run_print_due(box: Box, running: Running | None) -> int:
    """Print what waits in the spool; gives how many papers were printed."""
    if running is None:  # the print loop does this once, when it begins
        print_queue.recover_print_jobs(box)
    return print_queue.print_due_jobs(box)


@operation("verify")
def run_verify_receipt(box: Box, running: Running | None, text: str, seal: Seal | None = None) -> VerificationReport:
    """Judge whether a receipt is genuine: the text of its code, with the seal of the PDF where one was shown."""
    return verify_receipt.report_verification(box, text, seal)


class ListedPrinter(Struct, frozen=True):
    """A printer; the settings' own has "" for `name`, `kind` and `model`. `wrong` is a code, None where all is well."""

    name: str
    paper: str
    kind: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    model: str = ""
    wrong: str | None = None


class PrinterList(Struct, frozen=True):
    """The printers that are `known`, and those that were `found` and could be added."""

    known: tuple[ListedPrinter, ...]
    found: tuple[ListedPrinter, ...]


class PrinterToAdd(Struct, frozen=True):
    """A printer that is to be added; "" for `paper` is a likely one, "" for `model` an unknown one."""

    name: str
    kind: str
    settings: Mapping[str, str] = field(default_factory=dict)
    paper: str = ""
    model: str = ""


@operation("printers-list")
def run_list_printers(box: Box, running: Running | None, search: bool = True) -> PrinterList:
    """List the printers that are known, with what is wrong with each, and where asked for, those found around."""
    printers = tuple(_known(printer, wrong) for printer, wrong in printer_choice.states(box, PATIENCE_S))
    seen = [device.described for device in printer_setup.discover_printers(box)] if search else []
    _wake(running)
    found = (ListedPrinter(one.name, one.paper, one.carrier, dict(one.settings), one.profile) for one in seen)
    return PrinterList(printers, tuple(found))


@operation("printers-add")
def run_add_printer(box: Box, running: Running | None, printer: PrinterToAdd) -> NoContent:
    """Add a printer. Raises what `printer_setup.add_printer` raises, and `Refused`: `no-such-setting`."""
    names = {setting.name for setting in printer_setup.get_carrier_class(printer.kind).settings}
    for name in printer.settings:
        if name not in names:
            raise Refused(Refusal.NO_SUCH_SETTING, setting=name)
    paper = printer.paper or printer_setup.first_paper(box, printer.kind)
    model = printer.model or profiles.UNKNOWN
    printer_setup.add_printer(
        box, PrinterDescription(printer.name, printer.kind, printer.settings, paper, model), Actor()
    )
    _wake(running)
    return NoContent()


@operation("printers-remove")
def run_remove_printer(box: Box, running: Running | None, name: str) -> NoContent:
    """Forget a printer. Raises `Refused`: `no-such-printer`."""
    printer_setup.remove_printer(box, _id(box, name), Actor())
    _wake(running)
    return NoContent()


@operation("printers-use")
def run_choose_printer(
    box: Box, running: Running | None, name: str = "", instead: str = "", screen: str = "", papers: str = ""
) -> NoContent:
    """Choose where papers come out: the printer of this name, or `instead` that of the settings file (`usual`), none
    (`nothing`) or no choice (`as-before`); for a named screen ("" all) and one kind of papers ("" all).

    Raises `Refused`: `no-such-printer`, `no-such-station`, `no-such-papers`.
    """
    station_id = _station(box, screen) if screen else ""
    if instead == "as-before":
        printer_setup.remove_printer_choice(box, station_id, papers, Actor())
    else:
        other = {"usual": printer_choice.USUAL, "nothing": None}
        chosen = other[instead] if instead else _id(box, name)
        printer_setup.choose_printer(box, PrinterChoice(station_id, papers, chosen), Actor())
    _wake(running)
    return NoContent()


@operation("printers-test")
def try_out(box: Box, running: Running | None, name: str) -> NoContent:
    """Print the test page of a printer, "" for the usual one. Raises `Refused`: `no-such-printer`."""
    printer_setup.queue_test_page(box, _id(box, name) if name else printer_choice.USUAL, Actor())
    if running is None:  # no loop prints it
        print_queue.recover_print_jobs(box)
        print_queue.print_due_jobs(box)
    _wake(running)
    return NoContent()


def _wake(running: Running | None) -> None:
    if running is not None:
        running.wake()


def _id(box: Box, name: str) -> str:
    kept = spool.read_named_printer(box.store.read(), name.strip())
    if kept is None:
        raise Refused(Refusal.NO_SUCH_PRINTER, name=name)
    return kept.id


def _station(box: Box, name: str) -> str:
    for station in people.select_named_stations(box.store.read()):
        if station.name.casefold() == name.strip().casefold():
            return station.id
    raise Refused(Refusal.NO_SUCH_STATION, name=name)


def _known(printer: printer_choice.Printer, wrong: str | None) -> ListedPrinter:
    kept, paper = printer.kept, printer.renderer.kind
    if kept is None:
        return ListedPrinter(printer.name, paper, wrong=wrong)
    return ListedPrinter(printer.name, paper, kept.carrier, dict(kept.settings), kept.profile, wrong)
