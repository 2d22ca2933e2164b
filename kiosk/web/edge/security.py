"""Checks the host and form token of every request, and adds the security headers to every answer."""

import ipaddress
from urllib.parse import urlsplit

from flask import Flask, Response, abort, request

from kiosk.crypto import keys
from kiosk.web.http.security_headers import BOX, mark
from kiosk.web.request import session

TOKEN_FIELD = "token"
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
CAMERA = "camera=(self), microphone=(), geolocation=()"
"""`Permissions-Policy` of the pages that use the camera: to join a copy, to sign in, to verify a receipt."""


def install(app: Flask) -> None:
    """Register the checks of requests and the headers of answers."""
    app.before_request(_check_host)
    app.before_request(_check_form)
    app.after_request(lambda response: mark(response, BOX))


def clear_browser_data(response: Response) -> Response:
    """Have the browser delete what it stored of this site: after a mediator has left, and between two citizens.

    Not its cookies: they name the station, and the session's is replaced anyway. Browsers obey over https and on this
    machine itself.
    """
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _check_host() -> None:
    """Answer 400 under a foreign host name, so that a foreign page cannot point its own name at this box (DNS
    rebinding).

    On a network the box's IP address is accepted too, since nobody could point that elsewhere.
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
    """Refuse a form sent from another site, or from a session that is over.

    `Origin: null` counts as another site: our pages name their origin (`Referrer-Policy: same-origin`), and a browser
    sends `null` for a sandboxed frame, a `data:` page, or a form that another site redirected here.
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
