"""Answers errors: a page in plain words, or JSON for the API; never a traceback."""

import logging

from flask import Flask, make_response, render_template, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed, ServiceUnavailable
from werkzeug.wrappers import Response

from kiosk import logs
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused, Unreadable
from kiosk.hub.api.api import refusal

_PAGES = (400, 403, 404, 405, 413, 503)
"""Codes with words of their own; the others share those of 500."""
_log = logging.getLogger(__name__)


def register(app: Flask) -> None:
    """Answer every error of the app: JSON under /api, a page elsewhere."""
    app.register_error_handler(HTTPException, _answer)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(Unreadable, _refused)
    app.register_error_handler(OperationalError, _keeps_nothing)
    app.register_error_handler(Exception, _failed)


def _answer(error: HTTPException) -> Response:
    code = error.code or 500
    if error.response is not None or code < 400:
        return error.get_response()
    if request.path.startswith(("/api/", "/healthz")):
        answer = refusal(error)
    else:
        answer = make_response(_page(str(code) if code in _PAGES else "500", code))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        answer.headers["Allow"] = ", ".join(sorted(error.valid_methods))  # RFC 9110, 15.5.6
    return answer


def _refused(error: Refused | Unreadable) -> Response | tuple[str, int]:
    status = 404 if error.code == HubRefusal.UNKNOWN_CASE else 400
    return _page(error.code if error.code == HubRefusal.STALE_FORM else str(status), status)


def _keeps_nothing(error: OperationalError) -> Response:
    """The database takes nothing: its disk is full, broken or read only, or its server does not answer.

    Status 503: nothing of the request is kept, and boxes send again what was not acknowledged.
    """
    logs.log_failure(_log, "the database does not answer at %s %s", error, request.method, request.url_rule)
    return _answer(ServiceUnavailable())


def _failed(error: Exception) -> Response:
    # The last resort of the web edge. The log says where, never what: neither the form nor the path, which may hold a
    # follow code, nor the error's words, which may quote an answer.
    logs.log_failure(_log, "fault at %s %s", error, request.method, request.url_rule)
    return _answer(InternalServerError())


def _page(kind: str, status: int) -> tuple[str, int]:
    number = logs.bound_request() if kind in ("500", "503") else ""
    return render_template("hub/mistake.html", kind=kind, number=number), status
