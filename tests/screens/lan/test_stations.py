"""The desk sees every station, shows the code of a new one, takes one off, and is told of a copied one."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.domain.screen.station import TURN_GRACE, TURNS_EVERY, StationRole
from kiosk.services.box.box import Actor, Box
from kiosk.services.lan.local_network import Lan
from kiosk.store.people import sessions
from kiosk.web.request.station import LAN_COOKIE
from tests.gallery.site import steps_taken
from tests.gallery.site.cast import PASSPHRASE, PIN, Watch
from tests.gallery.site.page import Browser
from tests.screens.lan.conftest import Screens, enrolled, token_of, typed


def journal(box: Box) -> list[str]:
    return [line["action"] for line in box.store.read().query("SELECT action FROM journal ORDER BY number")]


def cookie(client: FlaskClient) -> str:
    found = client.get_cookie(LAN_COOKIE)
    assert found
    return str(found.value)


def copy_of(client: FlaskClient, other: FlaskClient) -> FlaskClient:
    """The other screen, with the cookie of this one."""
    other.set_cookie(LAN_COOKIE, cookie(client), secure=True)
    return other


def test_the_desk_shows_a_code_that_enrols_what_it_described(
    desk: Browser, lan: Lan, screen: Screens, box: Box
) -> None:
    form = desk.get("/desk/stations").form("new-station")
    form["name"], form["role"], form["place"] = "Borne du hall", "terminal", "Hall"
    page = desk.send(form)
    code = re.search(r"\b(\d{3}\s\d{3})\b", page.text)
    assert code and lan.url in page.text, page.text
    assert typed(screen(), code[1])[0] == 303
    listed = desk.get("/desk/stations").text
    assert "Borne du hall" in listed and "Hall" in listed and "une borne pour les usagers" in listed
    assert "station-enrolled" in journal(box)


def test_a_station_without_a_name_gets_no_code(desk: Browser, lan: Lan) -> None:
    form = desk.get("/desk/stations").form("new-station")
    assert desk.send(form).status == 422


def test_a_station_that_is_taken_off_gets_the_door_at_once_and_reads_why(
    desk: Browser, lan: Lan, screen: Screens, box: Box
) -> None:
    terminal = enrolled(screen(), lan)
    assert terminal.get("/").status_code == 200
    desk.send(desk.get("/desk/stations").form_to("/revoke"))
    assert terminal.get("/").location == "/enrol"
    assert "Cet écran a été retiré" in terminal.get("/enrol").text
    assert enrolled(terminal, lan).get("/").status_code == 200  # with another code it is a station again
    assert "station-revoked" in journal(box)


def test_a_copied_cookie_ends_both_screens_and_the_desk_is_told(
    browser: Browser, nadia: Actor, lan: Lan, screen: Screens, box: Box, watch: Watch
) -> None:
    theirs = enrolled(screen(30), lan, name="Borne du hall")
    thief = copy_of(theirs, screen(66))
    assert thief.get("/").status_code == 200  # within the hour nothing tells them apart
    watch.wait(TURNS_EVERY + TURN_GRACE)
    assert theirs.get("/").status_code == 200 and cookie(theirs) != cookie(thief)
    theirs.get("/")
    watch.wait(2 * TURN_GRACE)
    theirs.get("/")
    assert thief.get("/").location == "/enrol"
    assert theirs.get("/").location == "/enrol"
    form = browser.get("/sign-in").form("sign-in")
    form["login"], form["passphrase"], form["pin"] = "nadia", PASSPHRASE, PIN
    assert "utilisé à deux endroits" in browser.send(form).text
    assert "station-copied" in journal(box)


def test_a_browser_that_lost_its_newest_cookie_in_a_power_cut_goes_on(lan: Lan, screen: Screens, watch: Watch) -> None:
    terminal = enrolled(screen(), lan)
    before = cookie(terminal)
    watch.wait(TURNS_EVERY + TURN_GRACE)
    terminal.get("/")
    terminal.get("/")
    terminal.set_cookie(LAN_COOKIE, before, secure=True)
    watch.wait(600 * TURN_GRACE)
    assert terminal.get("/").status_code == 200
    assert terminal.get("/").status_code == 200 and cookie(terminal) != before


@pytest.mark.parametrize("forged", ["x", "0" * 32 + ".1." + "0" * 64])
def test_a_forged_cookie_is_that_of_nobody_and_harms_nobody(lan: Lan, screen: Screens, box: Box, forged: str) -> None:
    terminal = enrolled(screen(), lan)
    station_id = sessions.every(box.store.read())[0].id
    for value in (forged, f"{station_id}.1.{'0' * 64}", f"{station_id}.0.{cookie(terminal).rsplit('.', 1)[1]}"):
        other = screen(66)
        other.set_cookie(LAN_COOKIE, value, secure=True)
        assert other.get("/").location == "/enrol"
    assert terminal.get("/").status_code == 200


def test_a_mediator_works_at_a_desk_of_the_network_and_their_cookie_opens_nothing_elsewhere(
    app: Flask, desk: Browser, lan: Lan, screen: Screens
) -> None:
    second = enrolled(screen(31), lan, StationRole.DESK, "Bureau 2")
    form = {"login": "nadia", "passphrase": PASSPHRASE, "pin": PIN, "token": token_of(second, "/sign-in")}
    assert second.post("/sign-in", data=form).location == "/desk"
    assert second.get("/desk").status_code == 200
    theirs = second.get_cookie("parvis")
    assert theirs is not None
    third = enrolled(screen(32), lan, StationRole.DESK, "Bureau 3")
    third.set_cookie("parvis", theirs.value, secure=True)
    assert third.get("/desk").status_code == 303  # the session is Bureau 2's
    assert second.get("/desk").status_code == 200
    assert second.post("/control/doctor", data={"token": token_of(second, "/desk")}).status_code == 404


def test_the_session_of_a_terminal_of_the_network_opens_nothing_at_the_machine_itself(
    app: Flask, desk: Browser, lan: Lan, screen: Screens
) -> None:
    terminal = Browser(enrolled(screen(), lan))
    begun = steps_taken.to_review(terminal)
    assert terminal.client.get(begun.path).status_code == 200
    theirs = terminal.client.get_cookie("parvis")
    assert theirs is not None
    machine = app.test_client()
    machine.set_cookie("parvis", theirs.value)
    assert machine.get(begun.path).status_code in (303, 404)


def test_a_box_that_serves_no_network_says_how_to(desk: Browser) -> None:
    assert "Le port 8643 s’ouvre" in desk.get("/desk/stations").main
    assert desk.get("/desk/stations/trust").status == 409
