"""What every answer carries, and what every form must bring."""

import ipaddress
from urllib.parse import urlsplit

from flask import Flask, Response, abort, request

from kiosk.crypto import keys
from kiosk.web.http.security_headers import BOX, mark
from kiosk.web.request import session

TOKEN_FIELD = "token"
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
CAMERA = "camera=(self), microphone=(), geolocation=()"
"""`Permissions-Policy` of the pages that may ask for the camera: to join a copy, to sign in, to verify a receipt."""


def install(app: Flask) -> None:
    """Check what comes in, mark what goes out."""
    app.before_request(_check_host)
    app.before_request(_check_form)
    app.after_request(lambda response: mark(response, BOX))


def wipe(response: Response) -> Response:
    """The browser forgets what it kept of this site: after a mediator has left, and between two citizens.

    Not its cookies: they say which station it is, and the session's is replaced anyway. Browsers heed it over https and
    on this machine itself.
    """
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _check_host() -> None:
    """Only names that are ours: a foreign page cannot let its own name lead to this box (DNS rebinding).

    On a network also the box's address, in figures, which is no name that anybody could point elsewhere.
    """
    settings = session.box().settings
    host = request.host.rsplit(":", 1)[0] if not request.host.endswith("]") else request.host
    if host in _LOOPBACK or host in (settings.host, *settings.names):
        return
    if settings.host in _LOOPBACK or not _is_address(host):
        abort(400)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _check_form() -> None:
    """A form sent from elsewhere, or from a session that is over, is not acted on.

    `Origin: null` is from elsewhere: our pages say where they are (`Referrer-Policy: same-origin`), and a browser says
    `null` for a sandboxed frame, a `data:` page, or a form that another site redirected here.
    """
    if request.method in ("GET", "HEAD", "OPTIONS") or request.blueprint == "control":
        return
    origin = request.headers.get("Origin")
    if origin and urlsplit(origin).netloc != request.host:
        abort(403)
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        abort(403)
    if not keys.same(request.form.get(TOKEN_FIELD, ""), session.form_token()):
        abort(403)
