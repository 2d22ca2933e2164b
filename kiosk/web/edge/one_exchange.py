"""Answers a form that htmx sends with the page that comes next, instead of a redirect to it.

A browser without a script gets the redirect (303) and asks again. The page is rendered by its own view, with its own
guards, in the session as the form has left it; htmx is told its address.
"""

from io import BytesIO
from urllib.parse import unquote, urlsplit

from flask import Flask, Response, current_app, request
from flask_htmx import make_response
from werkzeug.exceptions import HTTPException

from kiosk import logs
from kiosk.errors import Refused, Unreadable
from kiosk.web.edge.pages import htmx
from kiosk.web.request.request_state import request_state

_PAGES = "/cases/"
"""Where the pages of a case are; every other page, the sign-in among them, is one that the browser asks for itself."""
_MOST = 3
"""Redirects that are followed; a page of a case leads to another at most once."""


def install(app: Flask) -> None:
    """Look at every answer. Installed after all that changes answers, because the last one installed acts first."""
    app.after_request(_with_the_page)


def _with_the_page(response: Response) -> Response:
    if response.status_code != 303 or request.method != "POST" or not (htmx and htmx.boosted):
        return response
    return _page_at(response.location or "") or response


def _page_at(address: str) -> Response | None:
    """The page at an address of a case, None where the browser has to ask for it itself."""
    number, state = logs.bound_request(), request_state()
    for _ in range(_MOST):
        parts = urlsplit(address)
        if parts.netloc or not parts.path.startswith(_PAGES):
            return None
        state.inside = True
        try:
            with current_app.request_context(_asked_for(parts.path, parts.query)):
                answer = current_app.make_response(current_app.dispatch_request())
        except (Refused, Unreadable, HTTPException):
            return None
        finally:
            state.inside = False
            logs.bind_request(number)
        if answer.status_code == 200:
            pushed = parts._replace(fragment="").geturl()
            return answer if "HX-Redirect" in answer.headers else make_response(answer, push_url=pushed)
        address = answer.location or ""
    return None


def _asked_for(path: str, query: str) -> dict[str, object]:
    """The environment (PEP 3333) of a request for a page by the browser that has sent this form."""
    return request.environ | {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": unquote(path),
        "QUERY_STRING": query,
        "CONTENT_TYPE": "",
        "CONTENT_LENGTH": "",
        "wsgi.input": BytesIO(),
        "werkzeug.request": None,
    }
