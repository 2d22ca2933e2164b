"""Which paper comes out of which printer: for every screen, and for one screen otherwise."""

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from kiosk.errors import Refused
from kiosk.services import installing, printers
from kiosk.store import people
from kiosk.store import printers as store
from kiosk.store.printers import Choice
from kiosk.web import session
from kiosk.web.guards import signed_in
from kiosk.web.pages import page

screen = Blueprint("printer_choices", __name__, url_prefix="/desk/printer-choices")
ASKED = (printers.ALL, *printers.PAPERS)
"""Every paper, then each kind of it."""
AS_BEFORE, NOWHERE, OF_SETTINGS = "", "none", "usual"
"""What a list offers beside the printers: whatever is chosen less closely; nothing prints; the settings' own."""


@screen.get("")
@signed_in
def show() -> Response:
    """Of the station that `screen` names, of every station without it."""
    box = session.box()
    db = box.store.read()
    stations, station_id = people.named_stations(db), request.args.get("screen", "")
    if station_id not in ("", *(each["id"] for each in stations)):
        raise Refused("no-such-station")
    chosen = {each.papers: _value(each.printer_id) for each in store.choices(db) if each.station_id == station_id}
    everywhere = {each.station_id for each in store.choices(db)}
    return page(
        "printer_choices/page.html", here="team", stations=stations, station_id=station_id, asked=ASKED, chosen=chosen,
        found=[each for each in printers.every(box) if each.kept], own=everywhere, here_id=session.current().station_id,
        outcome={each: _name(each, station_id) for each in ASKED},
    )  # fmt: skip


@screen.post("")
@signed_in
def choose() -> Any:
    """One list a kind of paper, all at once."""
    box, station_id = session.box(), request.form.get("screen", "")
    for papers in ASKED:
        value = request.form.get(f"papers-{papers}")
        if value == AS_BEFORE:
            installing.unchoose(box, station_id, papers, session.current().actor)
        elif value is not None:
            installing.choose(box, Choice(station_id, papers, _printer_id(value)), session.current().actor)
    return redirect(url_for(".show", screen=station_id or None), 303)


def _value(printer_id: str | None) -> str:
    return NOWHERE if printer_id is None else printer_id or OF_SETTINGS


def _printer_id(value: str) -> str | None:
    return None if value == NOWHERE else printers.USUAL if value == OF_SETTINGS else value


def _name(papers: str, station_id: str) -> str | None:
    """What the printer is called where these papers come out now: "" is the settings' own, None nowhere."""
    found = printers.for_papers(session.box(), station_id, papers)
    return found.name if found else None
