"""Offers the town hall's own procedures as soon as their files are saved."""

from flask import Flask

from kiosk.services.people.first_day import cover
from kiosk.web.request import served_box


def install(app: Flask) -> None:
    """Look at the folder before each request; a new service gets its keys at once."""
    app.before_request(_look)


def _look() -> None:
    box = served_box.box()
    if box.live_catalogue.refresh(box.clock.now(), box.clock.monotonic()):
        cover(box)
