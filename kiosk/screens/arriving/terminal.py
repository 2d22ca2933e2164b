"""Requests that a public terminal makes by itself: its citizen is still there; a mediator's visit is over."""

from flask import Blueprint, Response, redirect, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.answers.position import LEFT
from kiosk.errors import Refused, Unreadable
from kiosk.services.access.open_case import open_case
from kiosk.services.people import sign_in
from kiosk.store.people import sessions
from kiosk.web.edge.guards import signed_in
from kiosk.web.request import session
from kiosk.web.visit import citizen_aside, detours

screen = Blueprint("terminal", __name__, url_prefix="/terminal")


@screen.post("/here")
def here() -> Response:
    """Keep the session alive: somebody types, touches or presses."""
    return Response(status=204)


@screen.post("/back")
@signed_in
def give_back() -> ResponseReturnValue:
    """Give the screen back to the citizen; the mediator stays on shift only where they have another screen."""
    current = session.current()
    session.box().calls.gone(current.station_id)
    there = citizen_aside.give_back()
    if not sessions.any_of(session.box().store.read(), current.mediator_id):
        sign_in.lock(session.box(), current.mediator_id, current.actor)
    return redirect(_place() if there else url_for("welcome.show"), 303)


def _place() -> str:
    """The page where the citizen was: their case, if they still have it."""
    current = session.current()
    try:
        open_case(session.box(), current.case_id, current.actor)
    except (Refused, Unreadable):
        return url_for("catalogue.show")
    return detours.address(current.case_id, LEFT)
