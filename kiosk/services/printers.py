"""Which printer a paper goes to: chosen for each screen and each kind of paper, else the one of the settings."""

from dataclasses import dataclass

from kiosk.errors import Refused
from kiosk.services.box import Box
from printers.carrier import Carrier
from printers.renderer import Renderer
from printers.renderers import RENDERERS

USUAL = ""
"""The id of the printer that the settings file names."""


@dataclass(frozen=True, slots=True)
class Printer:
    """A printer this box knows: how bytes reach it, and what makes them."""

    id: str
    name: str
    carrier: Carrier
    renderer: Renderer


def usual(box: Box) -> Printer:
    """The one of the settings file. Raises `Refused("no-such-paper")`."""
    return Printer(USUAL, "", box.carrier, renderer_of(box.settings.paper))


def get(box: Box, printer_id: str) -> Printer | None:
    """The printer of this id, None once it is forgotten."""
    return usual(box) if printer_id == USUAL else None


def for_job(box: Box, station_id: str, kind: str) -> Printer | None:
    """Where a paper of this kind, asked for at this screen, comes out; None where nothing prints there."""
    return usual(box)


def renderer_of(kind: str) -> Renderer:
    """Raises `Refused("no-such-paper")`."""
    for renderer in RENDERERS:
        if renderer.kind == kind:
            return renderer
    raise Refused("no-such-paper", paper=kind)
