"""The box behind the pages."""

from flask import Flask

from kiosk.services.box.box import Box
from kiosk.web.request import served_box


def test_an_application_serves_its_own_box(app: Flask, box: Box) -> None:
    assert served_box.box_of(app) is box
    with app.app_context():
        assert served_box.box() is box
