"""The door of the local network: what a screen is told that nobody enrolled, and where it types its code."""

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.errors import Refused
from kiosk.services.lan import pairs
from kiosk.web.edge import lan_gate, rate_limits
from kiosk.web.edge.first_start_gate import door_page
from kiosk.web.request import session
from kiosk.web.request.app_state import app_state
from kiosk.web.request.request_state import request_state

screen = Blueprint("enrol", __name__, url_prefix="/enrol")


@screen.get("")
def show() -> ResponseReturnValue:
    """The door; a screen that is a station already, or is of this machine, goes to its first page."""
    visit = request_state().lan
    if visit is None or visit.station.role is not None:
        return redirect(url_for("welcome.show"), 303)
    return _page()


@screen.post("")
def take() -> ResponseReturnValue:
    """Become the station of the typed code."""
    lan, visit = app_state().lan, request_state().lan
    if lan is None or visit is None or visit.station.role is not None:
        return redirect(url_for("welcome.show"), 303)
    try:
        rate_limits.count_try("enrol")
        wanted = lan.codes.take(request.form.get("code", ""))
    except Refused as refused:
        return _page(refused)
    rate_limits.uncount_try("enrol")
    lan_gate.let_in(pairs.enrol(session.box(), wanted))
    return redirect(url_for("welcome.show"), 303)


def _page(refused: Refused | None = None) -> Response:
    visit = request_state().lan
    ended = visit.ended_why if visit else None
    return door_page("lan/enrol/page.html", 422 if refused else 200, refused=refused, ended=ended)
