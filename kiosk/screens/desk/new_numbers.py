"""Screen of the persons to tell that their case has another number; it is empty once all of them know."""

from flask import Blueprint, Response, redirect, url_for
from flask.typing import ResponseReturnValue

from kiosk.services.access.open_case import Reader
from kiosk.services.papers.kinds import numbers_to_tell
from kiosk.services.submitted import append_event
from kiosk.web.edge.guards import signed_in
from kiosk.web.edge.pages import page
from kiosk.web.request import session
from kiosk.web.visit.wake_loops import wake

screen = Blueprint("new_numbers", __name__, url_prefix="/desk/numbers")


@screen.get("")
@signed_in
def show() -> Response:
    current = session.current()
    waiting = numbers_to_tell.listed(session.box(), Reader(current.actor), current.ring.services)
    return page("desk/new_numbers/page.html", here="desk", waiting=waiting)


@screen.post("/receipts")
@signed_in
def print_receipts() -> ResponseReturnValue:
    """Print the receipts that bear the new numbers."""
    append_event.print_new(session.box(), session.current().actor)
    wake()
    return redirect(url_for("printing.show"), 303)


@screen.post("/<case_id>")
@signed_in
def tell(case_id: str) -> ResponseReturnValue:
    """Note that the person knows."""
    numbers_to_tell.tell(session.box(), case_id, session.current().actor)
    return redirect(url_for("new_numbers.show"), 303)
