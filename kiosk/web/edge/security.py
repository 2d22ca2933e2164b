"""Checks the host and form token of every request, and adds the security headers to every answer."""

from flask import Flask, Response, abort, request

from kiosk.domain.screen.measure import COARSEST, DISTANCES_MM, FINEST, Measure
from kiosk.http import form_tokens, hosts, security_headers
from kiosk.http.static_files import PREFIX, kept_for_ever
from kiosk.web.request import session
from kiosk.web.request.request_state import request_state

ENDPOINT = "measured"


def install_measured_css(app: Flask) -> None:
    """Serve the sheets, and give templates `measured`: the address of this screen's sheet, "" where it is not
    measured.
    """
    app.add_url_rule(f"{PREFIX}measured/<int:microns>-<int:distance_mm>.css", ENDPOINT, _serve)
    app.context_processor(lambda: {"measured": address()})


def address() -> str:
    """The address of this screen's sheet, "" where the screen is not measured."""
    current = session.current_or_none()
    station = current.station if current else None
    if station is None or not station.mm_per_px or not station.distance_mm:
        return ""
    return f"{PREFIX}measured/{round(station.mm_per_px * 1000)}-{station.distance_mm}.css"


def _serve(microns: int, distance_mm: int) -> Response:
    if not FINEST <= microns / 1000 <= COARSEST or distance_mm not in DISTANCES_MM:
        abort(404)
    sheet = Measure(microns / 1000, distance_mm).sheet
    return kept_for_ever(Response(sheet, content_type="text/css; charset=utf-8"))


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
