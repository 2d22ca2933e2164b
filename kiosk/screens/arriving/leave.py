"""« Personne suivante »: ends a citizen's session, so that nothing of it is left for the next person."""

from flask import Blueprint, make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from kiosk.http import security_headers
from kiosk.services.spool import print_queue
from kiosk.web.edge.guards import to_sign_in
from kiosk.web.request import session
from kiosk.web.visit import citizen_aside, shift_memory
from kiosk.web.visit.wake_loops import wake

screen = Blueprint("leave", __name__, url_prefix="/next")


@screen.post("")
def leave() -> ResponseReturnValue:
    """Begin another session; at the desk the mediator stays signed in. Print jobs that wait for the person who
    leaves are cancelled.
    """
    current = session.current()
    if current.confirming or current.idle:
        return to_sign_in()
    shift_memory.record_left()
    citizen_aside.end_waiting_session()
    session.next_person()
    print_queue.cancel_jobs_of_departed(session.box())
    wake()
    left = current.preferences.language if current.speech.alone else None  # it is said to who goes by ear alone
    there = url_for("desk.show") if current.signed_in else url_for("welcome.show", left=left)
    return security_headers.clear_browser_data(make_response(redirect(there, 303)))
