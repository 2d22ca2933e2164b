"""The screen itself."""

from flask import Flask

from kiosk.services.box import Box
from kiosk.store.database import rows
from kiosk.web import station
from tests.page import Browser


def test_a_browser_nobody_signed_in_on_is_no_station(app: Flask) -> None:
    with app.test_request_context("/"):
        assert station.here() == station.Station()


def test_whoever_signs_in_makes_it_a_desk_and_once(desk: Browser, app: Flask, box: Box) -> None:
    (known,) = rows(box.store.read(), "SELECT id, role FROM stations")
    assert known["role"] == station.DESK
    cookie = desk.client.get_cookie(station.COOKIE)
    assert cookie is not None
    with app.test_request_context("/", headers={"Cookie": f"{station.COOKIE}={cookie.value}"}):
        assert station.here() == station.kept() == station.Station(known["id"], station.DESK)
    with app.test_request_context("/", headers={"Cookie": f"{station.COOKIE}=of-nobody"}):
        assert station.here() == station.Station()


def test_a_session_that_has_no_station_has_no_measures() -> None:
    row = {"station_id": None, "role": None, "mm_per_px": None, "distance_mm": None}
    assert station.of_row(row) == station.Station()
