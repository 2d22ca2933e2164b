"""A mediator takes the desk, or leaves it."""

from typing import Any

from flask import Blueprint, Response, make_response, redirect, request, url_for

from kiosk.errors import Refused
from kiosk.services import staff
from kiosk.web import limits, security, session
from kiosk.web.pages import page

screen = Blueprint("sign_in", __name__, url_prefix="/sign-in")


@screen.get("")
def show() -> Response:
    return _page(request.args.get("next", ""))


@screen.post("")
def enter() -> Any:
    limits.check("sign-in")
    going = request.form.get("next", "")
    login = request.form.get("login", "")
    try:
        mediator = staff.sign_in(session.box(), login, request.form.get("passphrase", ""), session.current().actor)
    except Refused as refused:
        return _page(going, login, refused, 422)
    session.enter(mediator.id, mediator.name)
    return redirect(session.inside(going) or url_for("desk.show"), 303)


@screen.post("/leave")
def leave() -> Any:
    session.end()
    return security.wipe(make_response(redirect(url_for("welcome.show"), 303)))


def _page(going: str, login: str = "", refused: Refused | None = None, status: int = 200) -> Response:
    return page("sign_in/page.html", status, going=session.inside(going), login=login, refused=refused)
