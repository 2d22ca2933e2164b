"""Checks the host of every request to the hub, and adds the security headers to every response."""

from itertools import chain
from urllib.parse import urlsplit

from flask import Response, abort, request

from kiosk.hub.hub import this_hub
from kiosk.web.http.security_headers import SHARED, mark

HTTPS_ONLY = "max-age=63072000; includeSubDomains"
"""The HSTS header: for two years a browser that came once uses https only (RFC 6797)."""
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})


def check_host() -> None:
    """Before every request: answer 400 under another name than the hub's own (DNS rebinding).

    The API is exempt: boxes call it by whatever name their network has, with a token that no browser holds.
    """
    own = urlsplit(this_hub().settings.address).netloc
    host = request.host
    if own and not request.path.startswith(("/api/", "/healthz")) and host != own and _bare(host) not in _LOOPBACK:
        abort(400)


def refuse_nul() -> None:
    """Before every request: answer 400 to a NUL character, which no keyboard types and PostgreSQL cannot store."""
    form = () if request.path.startswith("/api/") else request.form.values()
    if any("\0" in text for text in chain((request.path,), request.args.values(), form)):
        abort(400)


def secured(response: Response) -> Response:
    """The response with its security headers; pages are not cached, static files set their own caching."""
    if this_hub().settings.secure_cookies:
        response.headers["Strict-Transport-Security"] = HTTPS_ONLY
    return mark(response, SHARED)


def _bare(host: str) -> str:
    return host if host.endswith("]") else host.rsplit(":", 1)[0]
