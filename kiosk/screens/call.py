"""Calls a mediator from any screen, with opening hours and telephone in any case; at the desk the call rings."""

from typing import TypedDict

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.visits.ledger import Entry
from kiosk.http.form_tokens import keep_own_path
from kiosk.screens.welcome import list_offered_languages
from kiosk.services.box.in_memory import HelpCall
from kiosk.services.papers.kinds import handouts
from kiosk.services.spool import print_queue
from kiosk.services.visits import visits
from kiosk.store import people
from kiosk.web import page_parts, rate_limits, session
from kiosk.web.detours import find_back_address
from kiosk.web.guards import signed_in, to_sign_in
from kiosk.web.pages import check_may_print, piece_of_page, render_page
from kiosk.web.request_state import mark_polled

call_screen = Blueprint("call", __name__, url_prefix="/call")
HERE, NOBODY = "here", "nobody"
"""Beside the states of a call: somebody would hear one, or nobody would."""


class CallState(TypedDict):
    """The `state` of this screen's call and the mediator who comes (`by`); "" where it calls nobody, as at a desk.
    Somebody has promised to come within so many `minutes`, 0 for no promise."""

    state: str
    by: str
    minutes: int


@call_screen.get("", endpoint="show")
def show_call() -> Response:
    back, printed = find_back_address("welcome.show"), "printed" in request.args
    return render_page("arriving/call/page.html", back=back, printed=printed, **_state())


@call_screen.get("/state")
@mark_polled
@piece_of_page(".show")
def show_call_state() -> ResponseReturnValue:
    """The state of the call as a piece of the page; 204 while it is the one the page has already `seen`."""
    state_now, back = _state(), keep_own_path(request.args.get("back", ""))
    if state_now["state"] == request.args.get("seen", ""):
        return Response(status=204)
    return make_response(render_template("arriving/call/_state.html", back=back, **state_now))


@call_screen.post("")
def post_call() -> ResponseReturnValue:
    """Call a mediator, from any page; where nobody is at a desk, the page says so."""
    box, current = session.box(), session.current_session()
    if current.terminal and box.calls.anyone(current.station.id, box.clock.monotonic()):
        rate_limits.count_screen_try("call")
        session.ensure_session_stored()
        current = session.current_session()
        spoken = [(language.name, language.lang) for language in list_offered_languages() if language.current]
        name_of, code = spoken[0] if spoken else ("", "")
        name = people.read_station_name(box.store.read(), current.station.id)
        call = HelpCall(box.clock.new_id(), current.station.id, name, name_of, box.clock.monotonic(), code=code)
        box.calls.ring(current.actor.session, call)
        with box.store.write() as db:
            visits.note(box, db, Entry.CALLED, current.actor)
    return _again()


@call_screen.post("/end")
def post_call_end() -> ResponseReturnValue:
    session.box().calls.end(session.current_actor().session)
    return redirect(find_back_address("welcome.show"), 303)


@call_screen.post("/print")
def post_contact_print() -> ResponseReturnValue:
    """Print opening hours, telephone and the way by paper, to take along."""
    box, current = session.box(), check_may_print()
    with box.store.write() as db:
        print_queue.queue_paper(
            box, db, handouts.REACHING, "", handouts.REACHING.kind, current.preferences, current.actor
        )
    session.wake_loops()
    return _again(printed=1)


def _again(printed: int | None = None) -> ResponseReturnValue:
    back = keep_own_path(request.values.get("back", ""))
    return redirect(url_for(".show", back=None if back.startswith("/call") else back or None, printed=printed), 303)


def _state() -> CallState:
    box, current = session.box(), session.current_session()
    minutes = box.settings.promised_help_minutes
    if not current.terminal:
        return {"state": "", "by": "", "minutes": minutes}
    now_s = box.clock.monotonic()
    call = box.calls.of(current.actor.session, now_s) if current.kept else None
    if call is not None:
        return {"state": call.state(now_s), "by": call.by, "minutes": minutes}
    state = HERE if box.calls.anyone(current.station.id, now_s) else NOBODY
    return {"state": state, "by": "", "minutes": minutes}


bell_screen = Blueprint("bell", __name__, url_prefix="/desk/bell")
ASKING = "X-Bell"
"""The header that js/desk/bell.js sends; without it an answer is a redirect to a page."""


@bell_screen.get("", endpoint="show")
@mark_polled
def show_bell() -> ResponseReturnValue:
    """The ringing calls as a piece of a page; nothing where nobody is signed in any more."""
    if not session.current_session().signed_in:
        return Response(status=204) if ASKING in request.headers else to_sign_in()
    return _calls() if ASKING in request.headers else redirect(url_for("desk.show"), 303)


@bell_screen.post("/<call_id>")
@signed_in
def post_bell_answer(call_id: str) -> ResponseReturnValue:
    """« J'arrive »: the citizen reads who comes. A call that was answered or ended meanwhile stops ringing."""
    box = session.box()
    answered = box.calls.answer(call_id, session.current_session().mediator_name, box.clock.monotonic())
    if answered is not None and not answered.danger:
        visits.note_call_answered(box, box.clock.monotonic() - answered.since)
    if ASKING in request.headers:
        return _calls()
    return redirect(find_back_address("desk.show"), 303)


def _calls() -> Response:
    return make_response(
        render_template("_parts/calls/incoming_calls_list.html", calls=page_parts.list_ringing_calls())
    )
