"""Choose a printer: by station and group of papers, else the one in the settings file."""

from msgspec import Struct

from kiosk.domain.printing.print_job import Tray
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Box
from kiosk.services.box.in_memory import build_carrier
from kiosk.store import spool
from kiosk.store.database import Database
from kiosk.store.spool import StoredPrinter
from printers.carrier import Carrier
from printers.renderer import Renderer
from printers.renderers import RENDERERS

USUAL = ""
"""The id of the usual printer, which the settings file names."""


class Printer(Struct, frozen=True):
    """A printer of this box: its carrier and renderer; `kept` is its stored row, None for the usual printer."""

    id: str
    name: str
    carrier: Carrier
    renderer: Renderer
    kept: StoredPrinter | None = None


def usual(box: Box) -> Printer:
    """The usual printer, from the settings file. Raises `Refused` (`no-such-paper`)."""
    return Printer(USUAL, "", box.carrier, renderer_of(box.settings.paper))


def find_printer(box: Box, db: Database, printer_id: str) -> Printer | None:
    """The printer with this id, None if there is none; also a forgotten one, which can still be asked about jobs."""
    if printer_id == USUAL:
        return usual(box)
    kept = spool.read_printer(db, printer_id)
    return _live(box, kept) if kept else None


def list_printers(box: Box, db: Database) -> list[Printer]:
    """The usual printer, then the added ones that are not forgotten, by name."""
    printers = [_live(box, kept) for kept in spool.select_printers(db)]
    return [usual(box), *(printer for printer in printers if printer is not None)]


def known_ids(db: Database) -> set[str]:
    """The ids of the usual printer and of those that were added and are not forgotten."""
    return {USUAL, *(kept.id for kept in spool.select_printers(db))}


def for_tray(box: Box, db: Database, station_id: str, tray: str) -> Printer | None:
    """The printer for one group of papers (a `Tray`) at this station; None if nothing is printed there.

    The most specific choice counts: the station's for these papers, the station's for all papers, every station's for
    these papers, every station's for all; else the usual printer.
    """
    chosen = spool.read_printer_choice(db, station_id, tray)
    if chosen is None:
        return usual(box)
    return None if chosen.printer_id is None else find_printer(box, db, chosen.printer_id)


def find_printer_fault(box: Box, printer: Printer, patience_s: float = 0.0) -> str | None:
    """A code for what is known to be wrong with a printer, or None; waits at most `patience_s` seconds.

    See `Carriers.wrong`.
    """
    return box.carriers.wrong(printer.id, printer.carrier, box.clock.monotonic(), patience_s)


def states(box: Box, patience_s: float = 0.0) -> list[tuple[Printer, str | None]]:
    """Every printer with a code for what is wrong, or None; all are asked at once, for at most `patience_s` seconds."""
    printers = list_printers(box, box.store.read())
    for printer in printers:
        find_printer_fault(box, printer)
    until = box.clock.monotonic() + patience_s
    return [
        (printer, find_printer_fault(box, printer, max(0.0, until - box.clock.monotonic()))) for printer in printers
    ]


def has_answered(box: Box, printer: Printer) -> bool:
    """Whether the printer has reported its status, so that its fault is known."""
    return box.carriers.has_answered(printer.id, printer.carrier)


def can_station_print(box: Box, station_id: str) -> bool:
    """Whether any printer of this station can print now, as far as is known; a folder of files does not count."""
    db = box.store.read()
    if not spool.select_printer_choices(db):
        return box.carrier.gives_paper and find_printer_fault(box, usual(box)) is None
    chosen = (for_tray(box, db, station_id, tray) for tray in Tray)
    printers = {printer.id: printer for printer in chosen if printer is not None and printer.carrier.gives_paper}
    return any(find_printer_fault(box, printer) is None for printer in printers.values())


def gives_paper(box: Box, db: Database, station_id: str) -> bool:
    """Whether a printer is chosen at this station for any papers, whatever is wrong with it now: no folder of files."""
    chosen = (for_tray(box, db, station_id, tray) for tray in Tray)
    return any(printer is not None and printer.carrier.gives_paper for printer in chosen)


def renderer_of(kind: str) -> Renderer:
    """The renderer of this kind of paper. Raises `Refused` (`no-such-paper`)."""
    for renderer in RENDERERS:
        if renderer.kind == kind:
            return renderer
    raise Refused(Refusal.NO_SUCH_PAPER, paper=kind)


def _live(box: Box, kept: StoredPrinter) -> Printer | None:
    """The printer of a stored row; None if another version stored a carrier, paper or setting unknown to this one."""
    try:
        renderer = renderer_of(kept.paper).for_profile(kept.profile)

        def build() -> Carrier:
            carrier = build_carrier(kept.carrier, kept.settings, renderer.media_type, box.settings)
            if carrier is None:
                raise ValueError(kept.carrier)
            return carrier

        made_of = (kept.carrier, tuple(sorted(kept.settings.items())), renderer.media_type)
        carrier = box.carriers.of(kept.id, made_of, build)
    except (Refused, ValueError, TypeError):
        return None
    return Printer(kept.id, kept.name, carrier, renderer, kept)
