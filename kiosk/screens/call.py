"""Calls a mediator from any screen, with opening hours and telephone in any case; at the desk the call rings."""

from typing import TypedDict

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.http.form_tokens import inside
from kiosk.screens.welcome import offered
from kiosk.services.box.help_calls import Call
from kiosk.services.papers.kinds import contact_slip
from kiosk.services.spool import print_queue
from kiosk.store.people import people
from kiosk.web import page_parts, rate_limits, session
from kiosk.web.guards import signed_in, to_sign_in
from kiosk.web.pages import check_may_print, page, piece_of
from kiosk.web.view_marks import polled

call_screen = Blueprint("call", __name__, url_prefix="/call")
HERE, NOBODY = "here", "nobody"
"""Beside the states of a call: somebody would hear one, or nobody would."""


class CallState(TypedDict):
    """For the template: the `state` of this screen's call, and the mediator who comes (`by`)."""

    state: str
    by: str


@call_screen.get("", endpoint="show")
def show_call() -> Response:
    back = inside(request.args.get("back", ""))
    return page(
        "arriving/call/page.html", back=back or url_for("welcome.show"), printed="printed" in request.args, **_state()
    )


@call_screen.get("/state")
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


@call_screen.post("")
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


@call_screen.post("/end")
def end() -> ResponseReturnValue:
    """End the call: the citizen needs nobody any more."""
    session.box().calls.end(session.current().actor.session)
    return redirect(inside(request.form.get("back", "")) or url_for("welcome.show"), 303)


@call_screen.post("/print")
def print_it() -> ResponseReturnValue:
    """Print opening hours, telephone and the way by paper, to take along."""
    box, current = session.box(), check_may_print()
    with box.store.write() as db:
        print_queue.queue(box, db, contact_slip.KIND, "", contact_slip.KIND, current.preferences, current.actor)
    session.wake()
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


bell_screen = Blueprint("bell", __name__, url_prefix="/desk/bell")
ASKING = "X-Bell"
"""The header that js/desk/bell.js sends; without it an answer is a redirect to a page."""


@bell_screen.get("", endpoint="show")
@polled
def show_bell() -> ResponseReturnValue:
    """The ringing calls as a piece of a page; nothing where nobody is signed in any more."""
    if not session.current().signed_in:
        return Response(status=204) if ASKING in request.headers else to_sign_in()
    return _calls() if ASKING in request.headers else redirect(url_for("desk.show"), 303)


@bell_screen.post("/<call_id>")
@signed_in
def answer(call_id: str) -> ResponseReturnValue:
    """« J'arrive »: the citizen reads who comes. A call that was answered or ended meanwhile stops ringing."""
    session.box().calls.answer(call_id, session.current().mediator_name, session.box().clock.monotonic())
    if ASKING in request.headers:
        return _calls()
    return redirect(inside(request.form.get("back", "")) or url_for("desk.show"), 303)


def _calls() -> Response:
    return make_response(render_template("_parts/calls/incoming_calls_list.html", calls=page_parts.ringing()))
