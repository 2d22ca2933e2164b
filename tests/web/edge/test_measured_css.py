"""The stylesheet of a measured screen."""

from flask import Flask
from flask.testing import FlaskClient

from kiosk.domain.screen.measure import Measure
from kiosk.services.box.box import Box
from kiosk.store.people import people
from tests.gallery.site.page import Browser


def sheets(browser: Browser, path: str) -> list[str]:
    return [element.get("href") for element in browser.get(path).all("link[href^='/static/measured/']")]


def test_a_sheet_is_what_its_address_says_and_is_kept_for_ever(client: FlaskClient) -> None:
    sheet = client.get("/static/measured/250-600.css")
    assert (sheet.status_code, sheet.mimetype) == (200, "text/css")
    assert sheet.get_data(as_text=True) == Measure(0.25, 600).sheet
    assert sheet.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in sheet.headers, "it is nobody's"


def test_no_screen_is_like_that(client: FlaskClient) -> None:
    for name in ("0-600", "49-600", "1001-600", "250-601", "250-0", "-250-600", "250-600-1", "a-600"):
        assert client.get(f"/static/measured/{name}.css").status_code == 404, name


def test_every_page_of_a_measured_screen_has_its_sheet_and_no_other_screen_has(
    desk: Browser, app: Flask, box: Box
) -> None:
    assert sheets(desk, "/desk") == []
    (here,) = list(box.store.read().query("SELECT id FROM stations"))
    with box.store.write() as db:
        people.set_measure(db, here["id"], 0.25, 600)
    for path in ("/desk", "/comfort", "/call", "/nowhere"):
        assert sheets(desk, path) == ["/static/measured/250-600.css"], path
    assert sheets(Browser(app.test_client()), "/") == []


def test_a_measure_without_a_distance_is_none(desk: Browser, box: Box) -> None:
    (here,) = list(box.store.read().query("SELECT id FROM stations"))
    with box.store.write() as db:
        people.set_measure(db, here["id"], 0.25, 0)
    assert sheets(desk, "/desk") == []
