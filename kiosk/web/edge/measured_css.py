"""Serves the stylesheet of a measured screen, whose address holds all of its numbers.

The security policy allows no inline style, so the sizes of a screen come as a small sheet of their own.
"""

from flask import Flask, Response, abort

from kiosk.domain.screen.measure import COARSEST, DISTANCES_MM, FINEST, Measure
from kiosk.http.static_files import PREFIX, kept_for_ever
from kiosk.web.request import session

ENDPOINT = "measured"


def install(app: Flask) -> None:
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
