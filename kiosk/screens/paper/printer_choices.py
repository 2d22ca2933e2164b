"""Which paper comes out of which printer: for every screen, and for one screen otherwise."""

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.errors import Refused
from kiosk.services.printers import printer_choice, printer_setup
from kiosk.store.people import people
from kiosk.store.printing import printers as store
from kiosk.store.printing.printers import Choice
from kiosk.web.edge.guards import signed_in
from kiosk.web.edge.pages import page
from kiosk.web.request import session

screen = Blueprint("printer_choices", __name__, url_prefix="/desk/printer-choices")
ASKED = (printer_choice.ALL, *printer_choice.PAPERS)
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
        "paper/printer_choices/page.html", here="team", stations=stations, station_id=station_id, asked=ASKED,
        chosen=chosen,
        found=[each for each in printer_choice.every(box, db) if each.kept], own=everywhere,
        here_id=session.current().station_id,
        outcome={each: _name(each, station_id) for each in ASKED},
    )  # fmt: skip


@screen.post("")
@signed_in
def choose() -> ResponseReturnValue:
    """One list a kind of paper, all at once."""
    box, station_id = session.box(), request.form.get("screen", "")
    for papers in ASKED:
        value = request.form.get(f"papers-{papers}")
        if value == AS_BEFORE:
            printer_setup.unchoose(box, station_id, papers, session.current().actor)
        elif value is not None:
            printer_setup.choose(box, Choice(station_id, papers, _printer_id(value)), session.current().actor)
    return redirect(url_for(".show", screen=station_id or None), 303)


def _value(printer_id: str | None) -> str:
    return NOWHERE if printer_id is None else printer_id or OF_SETTINGS


def _printer_id(value: str) -> str | None:
    return None if value == NOWHERE else printer_choice.USUAL if value == OF_SETTINGS else value


def _name(papers: str, station_id: str) -> str | None:
    """What the printer is called where these papers come out now: "" is the settings' own, None nowhere."""
    box = session.box()
    found = printer_choice.for_papers(box, box.store.read(), station_id, papers)
    return found.name if found else None
