"""A colleague leaves: shown out of every screen for now, or taken off the team for good, once that was said twice."""

from typing import Any

from flask import Blueprint, Response, redirect, url_for

from kiosk.errors import Refused
from kiosk.services import departure, staff
from kiosk.web import session
from kiosk.web.guards import signed_in
from kiosk.web.pages import page

screen = Blueprint("departure", __name__, url_prefix="/desk/team/<login>")


@screen.get("/remove")
@signed_in
def show(login: str) -> Response:
    """What it means, before it is done."""
    return page("departure/page.html", here="team", person=staff.by_login(session.box(), login), refused=None)


@screen.post("/remove")
@signed_in
def remove(login: str) -> Any:
    box = session.box()
    person = staff.by_login(box, login)
    try:
        departure.remove(box, login, session.current().actor)
    except Refused as refused:
        return page("departure/page.html", 422, here="team", person=person, refused=refused)
    return redirect(url_for("team.show"), 303)


@screen.post("/let-out")
@signed_in
def let_out(login: str) -> Any:
    departure.let_out(session.box(), login, session.current().actor)
    return redirect(url_for("team.show"), 303)
