"""Screen that calls a mediator, and shows opening hours, telephone and the way by paper in any case."""

from typing import TypedDict

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.http.hosts import inside
from kiosk.screens.arriving.language import offered
from kiosk.services.box.help_calls import Call
from kiosk.services.papers.kinds import contact_slip
from kiosk.services.spool import print_queue
from kiosk.store.people import people
from kiosk.web.edge import rate_limits
from kiosk.web.edge.pages import check_may_print, page, piece_of
from kiosk.web.framework.view_marks import polled
from kiosk.web.request import session
from kiosk.web.visit.wake_loops import wake

screen = Blueprint("call", __name__, url_prefix="/call")
HERE, NOBODY = "here", "nobody"
"""Beside the states of a call: somebody would hear one, or nobody would."""


class CallState(TypedDict):
    """For the template: the `state` of this screen's call, and the mediator who comes (`by`)."""

    state: str
    by: str


@screen.get("")
def show() -> Response:
    back = inside(request.args.get("back", ""))
    return page(
        "arriving/call/page.html", back=back or url_for("welcome.show"), printed="printed" in request.args, **_state()
    )


@screen.get("/state")
@polled
@piece_of(".show")
def state() -> ResponseReturnValue:
    """The state of the call as a piece of the page; 204 while it is the one the page has already `seen`."""
    state_now = _state()
    if state_now["state"] == request.args.get("seen", ""):
        return Response(status=204)
    return make_response(
        render_template("arriving/call/_state.html", back=inside(request.args.get("back", "")), **state_now)
    )


@screen.post("")
def ring() -> ResponseReturnValue:
    """Call a mediator, from any page; where nobody is at a desk, the page says so."""
    box = session.box()
    if session.current().terminal and box.calls.anyone(session.current().station_id, box.clock.monotonic()):
        rate_limits.count_try("call")
        session.ensure_stored()
        current = session.current()
        name_of, code = next(((language.name, language.lang) for language in offered() if language.current), ("", ""))
        name = people.station_name(box.store.read(), current.station_id)
        call = Call(box.clock.new_id(), current.station_id, name, name_of, box.clock.monotonic(), code=code)
        box.calls.ring(current.actor.session, call)
    return _again()


@screen.post("/end")
def end() -> ResponseReturnValue:
    """End the call: the citizen needs nobody any more."""
    session.box().calls.end(session.current().actor.session)
    return redirect(inside(request.form.get("back", "")) or url_for("welcome.show"), 303)


@screen.post("/print")
def print_it() -> ResponseReturnValue:
    """Print opening hours, telephone and the way by paper, to take along."""
    box, current = session.box(), check_may_print()
    with box.store.write() as db:
        print_queue.queue(box, db, contact_slip.KIND, "", contact_slip.KIND, current.preferences, current.actor)
    wake()
    return _again(printed=1)


def _again(printed: int | None = None) -> ResponseReturnValue:
    back = inside(request.values.get("back", ""))
    return redirect(url_for(".show", back=None if back.startswith("/call") else back or None, printed=printed), 303)


def _state() -> CallState:
    """The `state` of this screen's call and the mediator who comes (`by`); "" where it calls nobody, as at a desk."""
    box, current = session.box(), session.current()
    if not current.terminal:
        return {"state": "", "by": ""}
    now_s = box.clock.monotonic()
    call = box.calls.of(current.actor.session, now_s) if current.kept else None
    if call is not None:
        return {"state": call.state(now_s), "by": call.by}
    return {"state": HERE if box.calls.anyone(current.station_id, now_s) else NOBODY, "by": ""}
