"""Which printer a paper goes to: chosen for each screen and each kind of paper, else the one of the settings."""

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.errors import Refused
from kiosk.services.box import Box
from kiosk.services.carriers import built
from kiosk.store import printers as store
from kiosk.store.printers import Kept
from printers.carrier import Carrier
from printers.renderer import Renderer
from printers.renderers import RENDERERS

USUAL = ""
"""The id of the printer that the settings file names."""
TEST_PAGE = "test-page"
"""The kind of paper that goes to the very printer it is about."""
PAPERS: Mapping[str, frozenset[str]] = {
    "receipts": frozenset({"receipt", "supplement", "correction", "withdrawal", "request", "resume", "attestation"}),
    "answers": frozenset({"answers"}),
    "decisions": frozenset({"update"}),
    "mandates": frozenset({"mandate", "mandate-kept", "mandate-uses", "mandate-revoked"}),
    "lists": frozenset({"checklist", "reaching"}),
}
"""Kinds of paper that are chosen a printer for together; one that is in none goes where all papers go."""
ALL = ""
"""Every paper, in a choice."""


@dataclass(frozen=True, slots=True)
class Printer:
    """A printer this box knows: how bytes reach it, and what makes them; `kept` is None for the usual one."""

    id: str
    name: str
    carrier: Carrier
    renderer: Renderer
    kept: Kept | None = None


def usual(box: Box) -> Printer:
    """The one of the settings file. Raises `Refused("no-such-paper")`."""
    return Printer(USUAL, "", box.carrier, renderer_of(box.settings.paper))


def get(box: Box, printer_id: str) -> Printer | None:
    """The printer of this id, a forgotten one too: it can still be asked about its jobs. None where there is none."""
    if printer_id == USUAL:
        return usual(box)
    kept = store.get(box.store.read(), printer_id)
    return _live(box, kept) if kept else None


def every(box: Box) -> list[Printer]:
    """The usual one, then those that were added and are not forgotten, by name."""
    found = [_live(box, kept) for kept in store.every(box.store.read())]
    return [usual(box), *(each for each in found if each is not None)]


def for_job(box: Box, station_id: str, kind: str, subject: str = "") -> Printer | None:
    """Where a paper of this kind, asked for at this screen, comes out; None where nothing prints there.

    The closest choice counts: this screen's for this paper, this screen's, every screen's for this paper, every
    screen's; else the usual printer. `subject` is the printer itself where the paper is its test page.
    """
    if kind == TEST_PAGE:
        asked = get(box, subject)
        return None if asked is None or (asked.kept and asked.kept.forgotten) else asked
    return for_papers(box, station_id, papers_of(kind))


def for_papers(box: Box, station_id: str, papers: str) -> Printer | None:
    """The same for one of `PAPERS`, or `ALL`."""
    chosen = store.chosen(box.store.read(), station_id, papers)
    if chosen is None:
        return usual(box)
    return None if chosen.printer_id is None else get(box, chosen.printer_id)


def papers_of(kind: str) -> str:
    """The papers with which a kind is chosen a printer, `ALL` where it is in none of them."""
    return next((name for name, kinds in PAPERS.items() if kind in kinds), ALL)


def state(box: Box, printer: Printer, patience_s: float = 0.0) -> str | None:
    """What is known to be wrong with it: a code, or None. No page waits for a printer; see `Carriers.wrong`."""
    return box.carriers.wrong(printer.id, printer.carrier, box.clock.monotonic(), patience_s)


def states(box: Box, patience_s: float = 0.0) -> list[tuple[Printer, str | None]]:
    """Every printer with what is wrong with it; all are asked at once and waited for together, so many seconds."""
    found = every(box)
    for each in found:
        state(box, each)
    until = box.clock.monotonic() + patience_s
    return [(each, state(box, each, max(0.0, until - box.clock.monotonic()))) for each in found]


def has_answered(box: Box, printer: Printer) -> bool:
    """Whether what `state` says was heard of the printer itself."""
    return box.carriers.has_answered(printer.id, printer.carrier)


def may_print(box: Box, station_id: str) -> bool:
    """Whether any paper comes out for this screen, as far as is known now; a folder gives nobody a paper."""
    if not store.choices(box.store.read()):
        return gives_paper(usual(box)) and state(box, usual(box)) is None
    found = {each.id: each for papers in (ALL, *PAPERS) if (each := for_papers(box, station_id, papers)) is not None}
    return any(gives_paper(each) and state(box, each) is None for each in found.values())


def gives_paper(printer: Printer) -> bool:
    """Whether somebody can take along what comes out of it."""
    return not getattr(printer.carrier, "no_paper", False)


def renderer_of(kind: str) -> Renderer:
    """Raises `Refused("no-such-paper")`."""
    for renderer in RENDERERS:
        if renderer.kind == kind:
            return renderer
    raise Refused("no-such-paper", paper=kind)


def _live(box: Box, kept: Kept) -> Printer | None:
    """None where a later or an earlier version kept it: its kind, its paper or a setting is not known here."""
    try:
        renderer = renderer_of(kept.paper).for_profile(kept.profile)
        made_of = (kept.carrier, tuple(sorted(kept.settings.items())), renderer.media_type)
        carrier = box.carriers.of(kept.id, made_of, lambda: _built(box, kept, renderer))
    except (Refused, ValueError, TypeError):
        return None
    return Printer(kept.id, kept.name, carrier, renderer, kept)


def _built(box: Box, kept: Kept, renderer: Renderer) -> Carrier:
    found = built(kept.carrier, kept.settings, renderer.media_type, box.settings)
    if found is None:
        raise ValueError(kept.carrier)
    return found
