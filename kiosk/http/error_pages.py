"""Answers every error of an application with a page of its own; the log says where it happened, never what."""

import logging
from collections.abc import Callable

from flask import Flask, request
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed
from werkzeug.wrappers import Response

from kiosk import logs
from kiosk.errors import Refused, Unreadable

log = logging.getLogger(__name__)


def install_error_pages(
    app: Flask, http: Callable[[HTTPException], Response], refused: Callable[[Refused | Unreadable], Response]
) -> None:
    """Register the pages of all errors: `http` makes that of an HTTP status, `refused` that of a refusal.

    An unexpected error is logged and answered as status 500; `logs.bound_request` is the number to find its line by.
    """

    def answer(error: HTTPException) -> Response:
        if error.response is not None or (error.code or 500) < 400:
            return error.get_response()
        response = http(error)
        if isinstance(error, MethodNotAllowed) and error.valid_methods:
            response.headers["Allow"] = ", ".join(sorted(error.valid_methods))  # RFC 9110, 15.5.6
        return response

    def refuse(error: Refused | Unreadable) -> Response:
        return add_retry_after(refused(error), error)

    def fail(error: Exception) -> Response:
        log_request_failure(error)
        return answer(InternalServerError(original_exception=error))

    app.register_error_handler(Refused, refuse)
    app.register_error_handler(Unreadable, refuse)
    app.register_error_handler(HTTPException, answer)
    app.register_error_handler(Exception, fail)


def log_request_failure(error: Exception, what: str = "fault") -> None:
    """Log an unexpected error of this request: the rule and not the path, which may hold a code that somebody typed;
    neither the form nor the error's words, which may quote an answer.
    """
    logs.log_failure(log, f"{what} at %s %s", error, request.method, request.url_rule)


def add_retry_after(response: Response, refused: Refused | Unreadable) -> Response:
    """The response to a refusal, which tells programs too how many `seconds` to wait where it says so."""
    if "seconds" in refused.details:
        response.headers["Retry-After"] = str(refused.details["seconds"])  # RFC 9110, 10.2.3
    return response
