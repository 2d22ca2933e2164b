"""What the commands ask about printers: names and codes come in and go out, as JSON can hold them."""

from collections.abc import Callable, Mapping
from typing import Any

from kiosk.errors import Refused
from kiosk.services import installing, looking, printer_trial, printers
from kiosk.services.box import Actor, Box
from kiosk.services.installing import Described
from kiosk.services.printers import Printer
from kiosk.store import people
from kiosk.store import printers as store
from kiosk.store.printers import Choice
from printers import profiles

PATIENCE_S = 5.0
"""Seconds for which a command waits for what printers say of themselves."""
INSTEAD = ("usual", "nothing", "as-before")
"""What may be chosen in the place of a printer: the settings' own, that nothing prints, that nothing is chosen."""


def listed(box: Box, search: bool) -> dict[str, Any]:
    """`known` printers with what is `wrong` with each, and `found` ones that could be added, where one may search."""
    known = [_told(each, wrong) for each, wrong in printers.states(box, PATIENCE_S)]
    seen = looking.around(box) if search else []
    return {"known": known, "found": [_described(each.described) for each in seen]}


def add(box: Box, name: str, kind: str, settings: dict[str, str], paper: str, model: str) -> dict[str, Any]:
    """Raises what `installing.add` raises, and `Refused("no-such-setting")`."""
    names = {each.name for each in installing.carrier_of(kind).settings}
    for each in settings:
        if each not in names:
            raise Refused("no-such-setting", setting=each)
    described = Described(name, kind, settings, paper or looking.first_paper(box, kind), model or profiles.UNKNOWN)
    return {"id": installing.add(box, described, Actor())}


def remove(box: Box, name: str) -> dict[str, Any]:
    """Raises `Refused("no-such-printer")`."""
    installing.forget(box, _id(box, name), Actor())
    return {}


def use(box: Box, name: str, instead: str, screen: str, papers: str) -> dict[str, Any]:
    """Choose a printer by its name, or one of `INSTEAD`, for a named screen ("" all) and papers ("" all).

    Raises `Refused`: `no-such-printer`, `no-such-station`, `no-such-papers`.
    """
    station_id = _station(box, screen) if screen else ""
    if instead == "as-before":
        installing.unchoose(box, station_id, papers, Actor())
    else:
        chosen = {"usual": printers.USUAL, "nothing": None}[instead] if instead else _id(box, name)
        installing.choose(box, Choice(station_id, papers, chosen), Actor())
    return {}


def test(box: Box, name: str) -> dict[str, Any]:
    """Queue the test page of a printer, "" for the usual one. Raises `Refused("no-such-printer")`."""
    return {"job": printer_trial.queue(box, _id(box, name) if name else printers.USUAL, Actor())}


ASKED: Mapping[str, Callable[..., dict[str, Any]]] = {
    "list": listed,
    "add": add,
    "remove": remove,
    "use": use,
    "test": test,
}
"""Each by the word with which it is asked."""


def _id(box: Box, name: str) -> str:
    kept = store.named(box.store.read(), name.strip())
    if kept is None:
        raise Refused("no-such-printer", name=name)
    return kept.id


def _station(box: Box, name: str) -> str:
    for each in people.named_stations(box.store.read()):
        if each["name"].casefold() == name.strip().casefold():
            return str(each["id"])
    raise Refused("no-such-station", name=name)


def _told(printer: Printer, wrong: str | None) -> dict[str, Any]:
    kept = printer.kept
    more = {"kind": kept.carrier, "settings": dict(kept.settings), "model": kept.profile} if kept else {}
    return {"name": printer.name, "wrong": wrong, "paper": printer.renderer.kind, **more}


def _described(described: Described) -> dict[str, Any]:
    return {
        "name": described.name, "kind": described.carrier, "settings": dict(described.settings),
        "paper": described.paper, "model": described.profile,
    }  # fmt: skip
