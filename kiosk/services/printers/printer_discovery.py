"""Search for printers that are not added yet, with everything that is needed to add them."""

import re
import threading

from msgspec import Struct

from kiosk.services.box.box import Box
from kiosk.services.printers import printer_choice
from kiosk.services.printers.printer_setup import Described, carrier_of, free_name
from printers import profiles
from printers.carrier import Carrier, FoundPrinter
from printers.renderers import RENDERERS

PATIENCE_S = 5.0
"""Most seconds of a search; printers that have not answered by then are not shown."""


class NewPrinter(Struct, frozen=True):
    """A printer that a search found: the description with which to add it, and the model that it names."""

    described: Described
    model: str


def search(box: Box, patience_s: float = PATIENCE_S) -> list[NewPrinter]:
    """Search with every kind of carrier at once, for at most `patience_s` seconds; gives the printers not added yet."""
    offered = box.carriers.offered
    until = box.clock.monotonic() + patience_s
    by_kind: dict[str, tuple[FoundPrinter, ...]] = {}

    def look(carrier: type[Carrier]) -> None:
        by_kind[carrier.kind] = carrier.find()

    # Daemon threads, because one that hangs must delay neither the page nor the end of the application.
    threads = [threading.Thread(target=look, args=(carrier,), name="look", daemon=True) for carrier in offered]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, until - box.clock.monotonic()))
    added = [
        (printer.kept.carrier, dict(printer.kept.settings))
        for printer in printer_choice.every(box, box.store.read())
        if printer.kept
    ]
    return [
        NewPrinter(_described(box, carrier, printer), printer.model)
        for carrier in offered
        for printer in by_kind.get(carrier.kind, ())
        if not any(kind == carrier.kind and _same(settings, printer) for kind, settings in added)
    ]


def model_of(reported: str) -> str:
    """The profile of the model in the text that a printer reports; `profiles.UNKNOWN` if none matches exactly."""
    words = {_letters(word) for word in (reported, *re.split(r"[\s/,;_]+", reported))}
    return next((name for name in profiles.names() if _letters(name) in words), profiles.UNKNOWN)


def paper_of(media_type: str, profile: str, usual: str) -> str:
    """The kind of paper to try first: of this media type, no wider than the model's print head; else `usual`."""
    suitable = [renderer for renderer in RENDERERS if renderer.media_type == media_type]
    dots = profiles.of(profile).dots
    narrow = [renderer for renderer in suitable if dots and renderer.dots <= dots]
    first = (narrow or suitable)[:1]
    return first[0].kind if first else usual


def first_paper(box: Box, kind: str) -> str:
    """The kind of paper to try first with this kind of carrier. Raises `Refused` (`no-such-carrier`)."""
    defaults = {setting.name: setting.default for setting in carrier_of(kind).settings}
    return paper_of(defaults.get("media_type", ""), profiles.UNKNOWN, box.settings.paper)


def _described(box: Box, carrier: type[Carrier], printer: FoundPrinter) -> Described:
    defaults = {setting.name: setting.default for setting in carrier.settings}
    media_type = printer.settings.get("media_type") or defaults.get("media_type", "")
    profile = model_of(printer.model)
    settings = {name: value for name, value in printer.settings.items() if name in defaults and name != "media_type"}
    paper = paper_of(media_type, profile, box.settings.paper)
    return Described(free_name(box, printer.name or carrier.label), carrier.kind, settings, paper, profile)


def _same(settings: dict[str, str], printer: FoundPrinter) -> bool:
    """Whether a known printer has every setting of a found one."""
    reported = {name: value for name, value in printer.settings.items() if name != "media_type"}
    return bool(reported) and reported.items() <= settings.items()


def _letters(text: str) -> str:
    return re.sub("[^a-z0-9]", "", text.lower())
