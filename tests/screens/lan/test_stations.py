"""Stations of the local network enrol, trust and are taken off."""

import hashlib
import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.domain.screen.station import TURN_GRACE, TURNS_EVERY, StationRole
from kiosk.services.box.box import Actor, Box
from kiosk.services.lan.local_network import Lan
from kiosk.services.lan.pairs import LASTS_S, StationToEnrol
from kiosk.store import sessions
from kiosk.web.session import LAN_COOKIE
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
    other.set_cookie(LAN_COOKIE, cookie(client), secure=True)
    return other


def test_the_desk_shows_a_code_that_enrols_what_is_described(
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


def test_a_station_that_is_taken_off_gets_the_door_and_why(desk: Browser, lan: Lan, screen: Screens, box: Box) -> None:
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
    station_id = sessions.select_enrolled_stations(box.store.read())[0].id
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


def test_an_unknown_screen_gets_the_door_for_every_address(app: Flask, screen: Screens) -> None:
    unknown = screen()
    for path in (
        "/",
        "/sign-in",
        "/desk",
        "/procedures",
        "/no/such/page",
        "/control/doctor",
        "/static/js/page/desk_pages.js",
    ):
        answer = unknown.get(path)
        assert (answer.status_code, answer.location) == (303, "/enrol"), path
        assert answer.text == unknown.get("/another").text
    page = unknown.get("/enrol")
    assert page.status_code == 200 and "Demandez un code au guichet" in page.text
    assert "<script" not in page.text


def test_a_code_makes_the_screen_a_station_of_its_role(lan: Lan, screen: Screens) -> None:
    terminal = enrolled(screen(), lan)
    assert terminal.get("/").status_code == 200
    cookie = terminal.get_cookie("__Host-parvis_station")
    assert cookie is not None and cookie.secure and cookie.http_only and cookie.same_site == "Strict"


@pytest.mark.parametrize("wrong", ["used", "over", "wrong"])
def test_a_code_that_does_not_serve_is_refused_in_words(lan: Lan, screen: Screens, watch: Watch, wrong: str) -> None:
    code = lan.codes.show(StationToEnrol(StationRole.DESK, "Bureau 2", by="a"))
    if wrong == "used":
        assert typed(screen(31), code)[0] == 303
    if wrong == "over":
        watch.wait(timedelta(seconds=LASTS_S))
    if wrong == "wrong":
        code = "000000" if code != "000000" else "111111"
    status, text = typed(screen(32), code)
    said = {"used": "a déjà servi", "over": "n’est plus valable", "wrong": "pas le bon code"}
    assert status == 422 and said[wrong] in text
    assert screen(32).get("/").location == "/enrol"


def test_one_screen_that_guesses_is_slowed_down_and_ends_nobodys_code(lan: Lan, screen: Screens, watch: Watch) -> None:
    code = lan.codes.show(StationToEnrol(StationRole.DESK, "Bureau 2", by="a"))
    guesses = []
    for _ in range(55):
        guesses.append(typed(screen(40), "000000" if code != "000000" else "111111")[1])
        watch.wait(timedelta(seconds=1))
    assert "pas le bon code" in guesses[4] and "pas le bon code" not in guesses[5]
    assert lan.codes.wrong == 7, "five at once, then one every twenty seconds"
    assert typed(screen(50), code)[0] == 303


def test_twenty_wrong_codes_from_several_addresses_end_the_one_that_is_shown(lan: Lan, screen: Screens) -> None:
    code = lan.codes.show(StationToEnrol(StationRole.DESK, "Bureau 2", by="a"))
    for number in range(20):
        assert typed(screen(40 + number % 4), "000000" if code != "000000" else "111111")[0] == 422
    assert typed(screen(50), code)[0] == 422
    assert lan.codes.wrong == 20


def test_a_second_screen_opens_no_page_of_the_desk(lan: Lan, screen: Screens) -> None:
    second = enrolled(screen(), lan, StationRole.SECOND_SCREEN)
    for path in ("/", "/sign-in", "/desk", "/desk/stations", "/procedures", "/language"):
        assert second.get(path).location == "/second-screen", path
    assert "En attente du guichet" in second.get("/second-screen").text


def test_the_door_speaks_the_language_of_the_browser_or_the_one_that_is_pressed(screen: Screens) -> None:
    page = screen().get("/enrol", headers={"Accept-Language": "ar;q=0.9, xx"})
    assert 'lang="ar" dir="rtl"' in page.text
    assert '<html lang="uk"' in screen().get("/enrol?lang=uk").text


def test_a_code_that_stands_in_eastern_digits_is_read(lan: Lan, screen: Screens) -> None:
    code = lan.codes.show(StationToEnrol(StationRole.DESK, "Bureau 2", by="a"))
    eastern = code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert typed(screen(), eastern)[0] == 303


def test_a_station_at_this_machine_is_as_it_always_was(browser: Browser, lan: Lan) -> None:
    assert browser.get("/").status == 200
    assert browser.client.get("/enrol").location == "/"


def test_a_request_from_no_private_address_gets_nothing(screen: Screens) -> None:
    foreign = screen()
    foreign.environ_base |= {"REMOTE_ADDR": "8.8.8.8"}
    assert (foreign.get("/enrol").status_code, foreign.get("/enrol").text) == (404, "")
    other_name = screen().get("/enrol", base_url="https://evil.example")
    assert (other_name.status_code, other_name.text) == (400, "")


def test_the_certificate_is_downloaded_the_desk_tells_its_fingerprint(desk: Browser, lan: Lan, screen: Screens) -> None:
    tablet = screen()
    steps = tablet.get("/trust")
    assert "appareil personnel" in steps.text and "<form" not in steps.text
    certificate = tablet.get("/trust/parvis.crt")
    assert certificate.content_type == "application/x-x509-ca-cert" and "Set-Cookie" not in certificate.headers
    assert b"PRIVATE" not in certificate.data
    digits = hashlib.sha256(certificate.data).hexdigest().upper()
    assert lan.fingerprint[0] == digits[:4]
    told = desk.get("/desk/stations/trust").text
    assert lan.trust_url in told and "http://" not in told
    assert all(group in told for group in lan.fingerprint)
    assert lan.fingerprint[0] not in steps.text  # who stands between could write their own there


def test_a_box_that_serves_no_network_has_nothing_to_trust(browser: Browser) -> None:
    assert browser.client.get("/trust").location == browser.client.get("/trust/parvis.crt").location == "/"
