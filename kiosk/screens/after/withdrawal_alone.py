"""Screen where a citizen alone at a terminal withdraws a case, with the number and code of the receipt."""

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.errors import Refused
from kiosk.services.submitted import requests
from kiosk.web.edge import rate_limits
from kiosk.web.edge.pages import page
from kiosk.web.request import form_ids, session
from kiosk.web.visit.wake_loops import wake

screen = Blueprint("withdrawal_alone", __name__, url_prefix="/withdraw")


@screen.get("")
def show() -> ResponseReturnValue:
    return _page() if session.current().terminal else _at_a_desk()


@screen.post("")
def withdraw() -> ResponseReturnValue:
    """Send the withdrawal to the hub, which alone can check the code. Each attempt counts against a limit, and the
    page tells nothing about the case.
    """
    box, current, form = session.box(), session.current(), request.form
    if not current.terminal:
        return _at_a_desk()
    rate_limits.count_try("withdraw")
    try:
        requests.withdraw_alone(
            box,
            form.get("reference", ""),
            form.get("code", ""),
            form.get("message", ""),
            current.preferences,
            current.station_id,
            form.get("event", ""),
        )
    except Refused as refused:
        return _page(refused, 422)
    wake()
    return redirect(url_for(".noted"), 303)


@screen.get("/noted")
def noted() -> ResponseReturnValue:
    """Confirm that the withdrawal is stored here, and takes effect once the hub has confirmed it."""
    return page("after/withdrawal_alone/noted.html") if session.current().terminal else _at_a_desk()


def _at_a_desk() -> ResponseReturnValue:
    """Redirect to the search, where a mediator finds the case and turns the screen."""
    return redirect(url_for("find.show"), 303)


def _page(refused: Refused | None = None, status: int = 200) -> Response:
    typed = {name: request.form.get(name, "") for name in ("reference", "code", "message")}
    return page("after/withdrawal_alone/page.html", status, typed=typed, refused=refused, event_id=form_ids.event_id())
