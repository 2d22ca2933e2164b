"""Screen that chooses a printer for each kind of paper, for all stations or for one."""

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.printing.print_job import Tray
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.printers import printer_choice, printer_setup
from kiosk.store.people import people
from kiosk.store.printing import spool
from kiosk.store.printing.spool import Choice
from kiosk.web.edge.guards import signed_in
from kiosk.web.edge.pages import page
from kiosk.web.request import session

screen = Blueprint("printer_choices", __name__, url_prefix="/desk/printer-choices")
AS_BEFORE, NOWHERE, OF_SETTINGS = "", "none", "usual"
"""What a list offers beside the printers: the more general choice, no printer, or the printer of the settings file."""


@screen.get("")
@signed_in
def show() -> Response:
    """The choices of the station in `screen`, or those for all stations without it."""
    box = session.box()
    db = box.store.read()
    stations, station_id = people.named_stations(db), request.args.get("screen", "")
    if station_id not in ("", *(station.id for station in stations)):
        raise Refused(Refusal.NO_SUCH_STATION)
    chosen = {
        choice.papers: _value(choice.printer_id) for choice in spool.choices(db) if choice.station_id == station_id
    }
    everywhere = {choice.station_id for choice in spool.choices(db)}
    return page(
        "paper/printer_choices/page.html",
        here="team",
        stations=stations,
        station_id=station_id,
        asked=Tray,
        chosen=chosen,
        found=[printer for printer in printer_choice.every(box, db) if printer.kept],
        own=everywhere,
        here_id=session.current().station_id,
        outcome={papers: _name(papers, station_id) for papers in Tray},
    )


@screen.post("")
@signed_in
def choose() -> ResponseReturnValue:
    """Keep the choices of all kinds of paper in the form."""
    box, station_id = session.box(), request.form.get("screen", "")
    for papers in Tray:
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
    """The name of the printer where these papers come out now: "" for that of the settings file, None for none."""
    box = session.box()
    printer = printer_choice.for_tray(box, box.store.read(), station_id, papers)
    return printer.name if printer else None
