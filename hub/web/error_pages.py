"""Answers errors of the hub: a page in plain words, or JSON for the API; never a traceback."""

from flask import Flask, make_response, render_template, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, ServiceUnavailable
from werkzeug.wrappers import Response

from hub.api.api import refusal
from hub.store.faults import is_busy
from hub.web.security import MACHINES
from kiosk import logs
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused, Unreadable
from kiosk.http import error_pages

_AGAIN_S = 60
_PAGES = (400, 403, 404, 405, 413, 503)
"""Codes with words of their own; the others share those of 500."""


def register(app: Flask) -> None:
    """Answer every error of the app: JSON to programs, a page to people."""
    error_pages.install(app, _http, _refused)
    app.register_error_handler(OperationalError, _keeps_nothing)


def form_again(page: str, refused: Refused, otherwise: int = 422) -> Response:
    """The form again with the refusal in it; after too many tries as status 429, with how long to wait."""
    status = 429 if refused.code == Refusal.TOO_MANY_TRIES else otherwise
    return error_pages.wait_named(make_response(page, status), refused)


def _http(error: HTTPException) -> Response:
    code = error.code or 500
    if request.path.startswith(MACHINES):
        return refusal(error)
    return _page(str(code) if code in _PAGES else "500", code)


def _refused(error: Refused | Unreadable) -> Response:
    status = 404 if error.code == HubRefusal.UNKNOWN_CASE else 400
    return _page(error.code if error.code == HubRefusal.STALE_FORM else str(status), status)


def _keeps_nothing(error: OperationalError) -> Response:
    """The database takes nothing: its disk is full, broken or read only, or its server does not answer; or the page
    took longer than it may.

    Status 503: nothing of the request is kept, and boxes send again what was not acknowledged.
    """
    error_pages.log_failure(error, "the database does not answer")
    if not is_busy(error):
        return _http(ServiceUnavailable())
    if request.path.startswith(MACHINES):
        return refusal(ServiceUnavailable(retry_after=_AGAIN_S))
    response = _page("busy", 503)
    response.headers["Retry-After"] = str(_AGAIN_S)
    return response


def _page(kind: str, status: int) -> Response:
    number = logs.bound_request() if kind in ("500", "503", "busy") else ""
    return make_response(render_template("hub/mistake.html", kind=kind, number=number), status)
