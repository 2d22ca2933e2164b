"""« Retirer ma demande », alone at a terminal: the number and the code of the receipt, which only the hub can judge."""

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.errors import Refused
from kiosk.services.submitted import withdraw_case
from kiosk.web.edge import rate_limits
from kiosk.web.edge.pages import page
from kiosk.web.request import session
from kiosk.web.visit.wake_loops import wake

screen = Blueprint("withdrawal_alone", __name__, url_prefix="/withdraw")


@screen.get("")
def show() -> ResponseReturnValue:
    return _page() if session.current().terminal else _at_a_desk()


@screen.post("")
def withdraw() -> ResponseReturnValue:
    """Every try counts, since nobody here knows which one is wrong; nothing is said of the case."""
    box, current, form = session.box(), session.current(), request.form
    if not current.terminal:
        return _at_a_desk()
    rate_limits.check("withdraw")
    try:
        withdraw_case.withdraw_alone(
            box, form.get("reference", ""), form.get("code", ""), form.get("message", ""), current.preferences,
            current.station_id, form.get("event", ""),
        )  # fmt: skip
    except Refused as refused:
        return _page(refused, 422)
    wake()
    return redirect(url_for(".noted"), 303)


@screen.get("/noted")
def noted() -> ResponseReturnValue:
    """What is true now: it is kept here, and takes effect once the hub has confirmed it."""
    return page("after/withdrawal_alone/noted.html") if session.current().terminal else _at_a_desk()


def _at_a_desk() -> ResponseReturnValue:
    """Where someone works, the number is found and the screen is turned."""
    return redirect(url_for("find.show"), 303)


def _page(refused: Refused | None = None, status: int = 200) -> Response:
    typed = {name: request.form.get(name, "") for name in ("reference", "code", "message")}
    form_id = request.form.get("event") or session.box().clock.new_id()
    return page("after/withdrawal_alone/page.html", status, typed=typed, refused=refused, event_id=form_id)
