"""First page of the wizard: the one-time code that the machine shows, so that nobody else sets this box up."""

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.errors import Refused
from kiosk.web.edge import first_start_gate, rate_limits
from kiosk.web.edge.pages import page

screen = Blueprint("door", __name__, url_prefix="/set-up")


@screen.get("/start")
def show() -> Response:
    return _page()


@screen.post("/start")
def enter() -> ResponseReturnValue:
    typed = request.form.get("code", "")
    try:
        rate_limits.count_try("set-up")
        first_start_gate.running().admit(typed)
    except Refused as refused:
        return _page(typed, refused)
    rate_limits.uncount_try("set-up")
    first_start_gate.admit()
    return redirect(url_for("town_hall.begin"), 303)


def _page(typed: str = "", refused: Refused | None = None) -> Response:
    file = first_start_gate.running().file
    return page("setup/door/page.html", 422 if refused else 200, typed=typed, refused=refused, file=file)
