"""Screen of the stations in the local network: which there are, a code for a new one, one that is taken off."""

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from kiosk.domain.screen.station import StationRole
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.lan import local_network, pairs
from kiosk.services.lan.local_network import Lan
from kiosk.services.lan.pairs import LASTS_S, LONGEST_PLACE, MOST_WRONG, NO_PRINTER, USUAL_PRINTER, Wanted
from kiosk.services.people.departure import LONGEST_NAME
from kiosk.services.printers import printer_choice
from kiosk.services.published import received
from kiosk.store.people import sessions
from kiosk.store.printing import spool
from kiosk.web.edge import lan_gate
from kiosk.web.edge.guards import signed_in
from kiosk.web.edge.pages import page
from kiosk.web.parts.form_rows import Option
from kiosk.web.request import session
from kiosk.web.request.app_state import app_state
from kiosk.web.request.request_state import request_state
from printers import qr

screen = Blueprint("stations", __name__, url_prefix="/desk/stations")
ROLES = (StationRole.TERMINAL, StationRole.DESK, StationRole.SECOND_SCREEN)


@screen.get("")
@signed_in
def show() -> Response:
    return _page()


@screen.post("")
@signed_in
def add() -> ResponseReturnValue:
    """Show the code of a new station: it serves once, for a minute."""
    form, lan = request.form, _serving()
    name, role, printer = form.get("name", "").strip(), form.get("role", ""), form.get("printer", USUAL_PRINTER)
    try:
        if not name:
            raise Refused(Refusal.EMPTY_NAME)
        known = {USUAL_PRINTER, NO_PRINTER, *printer_choice.known_ids(session.box().store.read())}
        if printer not in known:
            raise Refused(Refusal.NO_SUCH_PRINTER)
    except Refused as refused:
        return _page(refused)
    chosen = StationRole(role) if role in ROLES else StationRole.TERMINAL
    code = lan.codes.show(Wanted(chosen, name, form.get("place", ""), printer, session.current().mediator_id))
    picture = Markup(qr.svg(lan.url, session.words().code("paper", "screen-address-alt")))  # nosec B704: drawn by us
    shown = {"code": f"{code[:3]} {code[3:]}", "name": name, "role": chosen, "seconds": int(LASTS_S)}
    return page("lan/stations/code.html", here="team", lan=lan, picture=picture, **shown)


@screen.post("/serve")
@signed_in
def serve() -> ResponseReturnValue:
    """Open this machine to the other screens of the building, or close it again."""
    try:
        lan_gate.set_open(request.form.get("lan", "") == "on", session.current().actor)
    except Refused as refused:
        return _page(refused, "serve")
    return redirect(url_for(".show"), 303)


@screen.get("/trust")
@signed_in
def trust() -> ResponseReturnValue:
    """What the desk shows while a tablet installs the certificate: the address to open, the fingerprint to compare."""
    lan = _serving()
    picture = Markup(qr.svg(lan.trust_url, session.words().code("paper", "trust-address-alt")))  # nosec B704: drawn by us
    return page("lan/stations/trust.html", here="team", lan=lan, picture=picture)


@screen.post("/<station_id>/revoke")
@signed_in
def revoke(station_id: str) -> ResponseReturnValue:
    pairs.revoke(session.box(), station_id, session.current().actor)
    return redirect(url_for(".show"), 303)


@screen.post("/<station_id>/forget")
@signed_in
def forget(station_id: str) -> ResponseReturnValue:
    pairs.forget(session.box(), station_id)
    return redirect(url_for(".show"), 303)


def _serving() -> Lan:
    """What serves the local network. Raises `Refused`: `lan-off`."""
    lan = app_state().lan
    if lan is None:
        raise Refused(Refusal.LAN_OFF)
    return lan


def _page(refused: Refused | None = None, at: str = "name") -> Response:
    box, lan = session.box(), app_state().lan
    db = box.store.read()
    every = printer_choice.every(box, db)
    names = {printer.id: printer.name for printer in every if printer.kept}
    chosen = {choice.station_id: choice.printer_id for choice in spool.choices(db) if choice.papers == ""}
    return page(
        "lan/stations/page.html",
        422 if refused else 200,
        here="team",
        lan=lan,
        stations=sessions.every(db),
        me=session.current().station_id,
        roles=ROLES,
        printers=names,
        offered=[Option(printer_id, name) for printer_id, name in names.items()],
        chosen=chosen,
        no_printer=NO_PRINTER,
        usual_printer=USUAL_PRINTER,
        guessed=lan is not None and lan.codes.wrong >= MOST_WRONG,
        longest_name=LONGEST_NAME,
        longest_place=LONGEST_PLACE,
        typed=request.form,
        fault=session.words().refused(refused) if refused else "",
        fault_at=at,
        port=lan.port if lan else box.settings.lan_port,
        firewall=local_network.needs(box.settings.lan_port),
        decides=received.decides(db, session.current().actor) and not request_state().training,
        at_machine=request_state().lan is None,
    )
