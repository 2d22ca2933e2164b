"""The box behind the pages."""

from flask import Flask

from kiosk.services.box import Box
from kiosk.web import served


def test_an_application_serves_its_own_box(app: Flask, box: Box) -> None:
    assert served.box_of(app) is box
    with app.app_context():
        assert served.box() is box
