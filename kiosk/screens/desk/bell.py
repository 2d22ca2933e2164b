"""Shows calls of citizens on every page of the desk, and lets the first mediator answer."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.http.hosts import inside
from kiosk.web.edge.guards import signed_in, to_sign_in
from kiosk.web.framework.view_marks import polled
from kiosk.web.parts import bell_calls
from kiosk.web.request import session

screen = Blueprint("bell", __name__, url_prefix="/desk/bell")
ASKING = "X-Bell"
"""The header that js/desk/bell.js sends; without it an answer is a redirect to a page."""


@screen.get("")
@polled
def show() -> ResponseReturnValue:
    """The ringing calls as a piece of a page; nothing where nobody is signed in any more."""
    if not session.current().signed_in:
        return Response(status=204) if ASKING in request.headers else to_sign_in()
    return _calls() if ASKING in request.headers else redirect(url_for("desk.show"), 303)


@screen.post("/<call_id>")
@signed_in
def answer(call_id: str) -> ResponseReturnValue:
    """« J'arrive »: the citizen reads who comes. A call that was answered or ended meanwhile stops ringing."""
    session.box().calls.answer(call_id, session.current().mediator_name, session.box().clock.monotonic())
    if ASKING in request.headers:
        return _calls()
    return redirect(inside(request.form.get("back", "")) or url_for("desk.show"), 303)


def _calls() -> Response:
    return make_response(render_template("_parts/calls/incoming_calls_list.html", calls=bell_calls.ringing()))
