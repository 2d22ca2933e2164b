"""The end of a mediator's shift at this screen."""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from kiosk.http import security_headers
from kiosk.services.people import sign_in
from kiosk.web.request import session
from kiosk.web.visit import citizen_aside


def leave_for(endpoint: str) -> Response:
    """End the shift and lead to this page: the keys leave the memory, and the browser deletes what it kept of pages."""
    current = session.current()
    citizen_aside.end_waiting_session()
    session.box().calls.gone(current.station_id)
    if current.mediator_id:
        sign_in.lock(session.box(), current.mediator_id, current.actor)
    session.end()
    return security_headers.clear_browser_data(redirect(url_for(endpoint), 303))
