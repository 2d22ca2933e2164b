"""What no request may carry, and what every response says: nothing inline, nothing from elsewhere, nothing kept."""

from itertools import chain
from urllib.parse import urlsplit

from flask import Response, abort, request

from kiosk.hub.hub import this_hub
from kiosk.web.http.security_headers import SHARED, mark

HTTPS_ONLY = "max-age=63072000; includeSubDomains"
"""For two years a browser that came once comes by https only (RFC 6797)."""
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})


def check_host() -> None:
    """Before every request: a page is given under the hub's own name only, so that no other name can rebind to it.

    Boxes call the API by whatever name their network has, with a token that no browser holds.
    """
    own = urlsplit(this_hub().settings.address).netloc
    asked = request.host
    if own and not request.path.startswith(("/api/", "/healthz")) and asked != own and _bare(asked) not in _LOOPBACK:
        abort(400)


def refuse_nul() -> None:
    """Before every request: a NUL, which no keyboard types and PostgreSQL cannot keep, is a bad request."""
    form = () if request.path.startswith("/api/") else request.form.values()
    if any("\0" in text for text in chain((request.path,), request.args.values(), form)):
        abort(400)


def secured(response: Response) -> Response:
    """The response with its headers; a page is never kept, static files have said for themselves how long they are."""
    if this_hub().settings.secure_cookies:
        response.headers["Strict-Transport-Security"] = HTTPS_ONLY
    return mark(response, SHARED)


def _bare(host: str) -> str:
    return host if host.endswith("]") else host.rsplit(":", 1)[0]
