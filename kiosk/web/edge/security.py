"""Checks the host and form token of every request, and adds the security headers to every answer."""

from flask import Flask, abort, request

from kiosk.http import form_tokens, hosts, security_headers
from kiosk.web.request import session
from kiosk.web.request.request_state import request_state


def install(app: Flask) -> None:
    """Register the checks of requests and the headers of answers."""
    app.before_request(_check_host)
    app.before_request(_check_form)
    app.after_request(security_headers.mark)


def _check_host() -> None:
    """Answer 400 under a foreign host name; on a network the box's IP address is accepted too.

    What comes from the local network under the box's name there has passed `lan_gate`, which knows that name.
    """
    if request_state().lan is not None:
        return
    settings = session.box().settings
    on_network = settings.host not in hosts.LOOPBACK
    if not hosts.is_ours(request.host, (settings.host, *settings.names), addresses=on_network):
        abort(400)


def _check_form() -> None:
    """Refuse a form sent from another site, or from a session that is over."""
    if form_tokens.are_sent() and request.blueprint != "control" and not form_tokens.came_from_us(session.form_token()):
        abort(403)
