"""What every answer carries, and what every form must bring."""

from urllib.parse import urlsplit

from flask import Flask, Response, abort, request

from kiosk import keys
from kiosk.web import session

TOKEN_FIELD = "token"
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
        " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}
"""Nothing inline, nothing from elsewhere, nothing kept, unless a view says otherwise."""


def install(app: Flask) -> None:
    """Check what comes in, mark what goes out."""
    app.before_request(_check_host)
    app.before_request(_check_form)
    app.after_request(_mark)


def _check_host() -> None:
    """Only this machine's names, or the one the box was told to listen on: a foreign page cannot rebind to us."""
    settings = session.box().settings
    host = request.host.rsplit(":", 1)[0] if not request.host.endswith("]") else request.host
    if host not in _LOOPBACK and settings.host in _LOOPBACK:
        abort(400)


def _check_form() -> None:
    """A form sent from elsewhere, or from a session that is over, is not acted on."""
    if request.method in ("GET", "HEAD", "OPTIONS") or request.blueprint == "control":
        return
    origin = request.headers.get("Origin")
    if origin and origin != "null" and urlsplit(origin).netloc != request.host:
        abort(403)
    if not keys.same(request.form.get(TOKEN_FIELD, ""), session.form_token()):
        abort(403)


def _mark(response: Response) -> Response:
    there = {name for name, _ in response.headers}
    response.headers.extend({name: value for name, value in HEADERS.items() if name not in there})
    return response
