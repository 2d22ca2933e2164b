"""What a public terminal asks by itself: that its citizen is still there, and to be theirs again after a mediator."""

from typing import Any

from flask import Blueprint, Response, redirect, url_for

from kiosk.errors import Refused
from kiosk.services import desk, staff
from kiosk.store import sessions
from kiosk.web import aside, session
from kiosk.web.guards import signed_in

screen = Blueprint("terminal", __name__, url_prefix="/terminal")


@screen.post("/here")
def here() -> Response:
    """Somebody writes, touches or presses: the session goes on, as with any other request."""
    return Response(status=204)


@screen.post("/back")
@signed_in
def give_back() -> Any:
    """The mediator hands the screen back to the same person, and stays on shift only where they have another screen."""
    current = session.current()
    session.box().calls.gone(current.station_id)
    there = aside.give_back()
    if not sessions.any_of(session.box().store.read(), current.mediator_id):
        staff.lock(session.box(), current.mediator_id, current.actor)
    return redirect(_place() if there else url_for("welcome.show"), 303)


def _place() -> str:
    """Where the citizen was: their case, if they still have it."""
    current = session.current()
    try:
        desk.open_case(session.box(), current.case_id, current.actor)
    except Refused:
        return url_for("catalogue.show")
    return url_for("step.resume", case_id=current.case_id)
