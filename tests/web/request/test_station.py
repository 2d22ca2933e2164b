"""The screen itself."""

from flask import Flask
from flask.testing import FlaskClient

from kiosk.domain.screen.station import StationRole
from kiosk.services.box.box import Actor, Box
from kiosk.web import session
from kiosk.web.request_state import Station
from tests.gallery.site.page import Browser
from tests.gallery.site.steps_taken import sign_in

TOKEN = "a" * 43


def test_whoever_signs_in_makes_it_a_desk_and_once(desk: Browser, app: Flask, box: Box) -> None:
    (known,) = list(box.store.read().query("SELECT id, role FROM stations"))
    assert known["role"] == StationRole.DESK
    cookie = desk.client.get_cookie(session.STATION_COOKIE)
    assert cookie is not None
    with app.test_request_context("/", headers={"Cookie": f"{session.STATION_COOKIE}={cookie.value}"}):
        assert session.station_here() == session.stored_station() == Station(known["id"], StationRole.DESK)
    with app.test_request_context("/", headers={"Cookie": f"{session.STATION_COOKIE}=of-nobody"}):
        assert session.station_here() == Station()


def arrive(client: FlaskClient, token: str = TOKEN, asked_by: str = "none") -> str:
    """What the browser keeps afterwards, "" for nothing."""
    answer = client.get(f"/arrival/{token}", headers={"Sec-Fetch-Site": asked_by})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    kept = client.get_cookie(session.STATION_COOKIE)
    return kept.value if kept else ""


def test_a_terminal_whose_browser_forgets_everything_is_a_terminal_again(app: Flask, box: Box, nadia: Actor) -> None:
    first = Browser(app.test_client())
    assert arrive(first.client) == TOKEN
    sign_in(first)
    first.send(first.get("/desk/station").form_to("/desk/station/role", "terminal"))
    assert first.get("/").one("body").get("data-door") == "/sign-in"
    again = Browser(app.test_client())
    assert again.get("/").one("body").get("data-door") is None, "an empty profile knows nothing"
    assert arrive(again.client) == TOKEN
    assert again.get("/").one("body").get("data-door") == "/sign-in"
    assert len(list(box.store.read().query("SELECT id FROM stations"))) == 1


def test_no_page_gives_a_screen_another_name(app: Flask) -> None:
    for asked_by in ("cross-site", "same-site", "same-origin"):
        assert arrive(app.test_client(), asked_by=asked_by) == ""
    for token in ("short", "a" * 44, "à" * 43):
        assert arrive(app.test_client(), token) == ""
    known = app.test_client()
    assert arrive(known) == TOKEN
    assert arrive(known, "b" * 43) == TOKEN, "it knows already which screen it is"
