"""Screen of what is left of the first day: each thing with the one screen that does it."""

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.screen.first_day_step import AFTERWARDS, FirstDayStep
from kiosk.http.hosts import inside
from kiosk.services.setup import first_start
from kiosk.web.edge.guards import signed_in
from kiosk.web.edge.pages import page
from kiosk.web.request import session

screen = Blueprint("left_to_do", __name__, url_prefix="/desk/first-day")


@screen.get("")
@signed_in
def show() -> Response:
    return page("desk/left_to_do/page.html", here="desk", left=first_start.left(session.box()))


@screen.post("")
@signed_in
def put_away() -> ResponseReturnValue:
    """Take a step off the list: it is done, or not needed here."""
    step = request.form.get("step", "")
    if step in AFTERWARDS:
        first_start.put_away(session.box(), FirstDayStep(step))
    back = inside(request.form.get("back", "")) or url_for(".show")
    return redirect(back if first_start.left(session.box()) else url_for("desk.show"), 303)
