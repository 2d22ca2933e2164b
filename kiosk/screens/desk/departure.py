"""Screen that signs a colleague out of every screen, or removes them from the team, after a confirmation."""

from flask import Blueprint, Response, redirect, url_for
from flask.typing import ResponseReturnValue

from kiosk.errors import Refused
from kiosk.services.people import departure, sign_in
from kiosk.web.edge.guards import signed_in
from kiosk.web.edge.pages import page
from kiosk.web.request import session

screen = Blueprint("departure", __name__, url_prefix="/desk/team/<login>")


@screen.get("/remove")
@signed_in
def show(login: str) -> Response:
    """Explain what removing a colleague means, before it is done."""
    return page("desk/departure/page.html", here="team", person=sign_in.by_login(session.box(), login), refused=None)


@screen.post("/remove")
@signed_in
def remove(login: str) -> ResponseReturnValue:
    box = session.box()
    person = sign_in.by_login(box, login)
    try:
        departure.remove(box, login, session.current().actor)
    except Refused as refused:
        return page("desk/departure/page.html", 422, here="team", person=person, refused=refused)
    return redirect(url_for("team.show"), 303)


@screen.post("/let-out")
@signed_in
def let_out(login: str) -> ResponseReturnValue:
    departure.let_out(session.box(), login, session.current().actor)
    return redirect(url_for("team.show"), 303)
