"""Checks the host of every request to the hub, and adds the security headers to every response."""

from itertools import chain

from flask import Response, abort, request

from hub.hub import this_hub
from kiosk.http import hosts, security_headers

HTTPS_ONLY = "max-age=63072000; includeSubDomains"
"""The HSTS header: for two years a browser that came once uses https only (RFC 6797).

The hub's alone: it has one public address; a box is reached by names and addresses of its own network.
"""
MACHINES = ("/api/", "/healthz", "/readyz", "/metrics")
"""Addresses that programs call, by whatever name their network has for the hub; no page is among them."""


def check_host() -> None:
    """Before every request: answer 400 under another name than the hub's own.

    What programs call is exempt, with a token that no browser holds or without any secret.
    """
    own = this_hub().settings.authority
    exempt = not own or request.path.startswith(MACHINES)
    if not exempt and not hosts.is_ours(request.host, authority=own):
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
    return security_headers.mark(response)
