"""A screen of the local network gets an explanation and nothing else, until it took a code of the desk."""

from datetime import timedelta

import pytest
from flask import Flask

from kiosk.domain.screen.station import StationRole
from kiosk.services.lan.local_network import Lan
from kiosk.services.lan.pairs import LASTS_S, Wanted
from tests.gallery.site.cast import Watch
from tests.gallery.site.page import Browser
from tests.screens.lan.conftest import Screens, enrolled, typed


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
    assert page.status_code == 200 and "Demandez un code au bureau" in page.text
    assert "<script" not in page.text


def test_a_code_makes_the_screen_a_station_of_its_role(lan: Lan, screen: Screens) -> None:
    terminal = enrolled(screen(), lan)
    assert terminal.get("/").status_code == 200
    cookie = terminal.get_cookie("__Host-parvis_station")
    assert cookie is not None and cookie.secure and cookie.http_only and cookie.same_site == "Strict"


@pytest.mark.parametrize("wrong", ["used", "over", "wrong"])
def test_a_code_that_does_not_serve_is_refused_in_words(lan: Lan, screen: Screens, watch: Watch, wrong: str) -> None:
    code = lan.codes.show(Wanted(StationRole.DESK, "Bureau 2", by="a"))
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
    code = lan.codes.show(Wanted(StationRole.DESK, "Bureau 2", by="a"))
    guesses = []
    for _ in range(55):
        guesses.append(typed(screen(40), "000000" if code != "000000" else "111111")[1])
        watch.wait(timedelta(seconds=1))
    assert "pas le bon code" in guesses[4] and "pas le bon code" not in guesses[5]
    assert lan.codes.wrong == 7, "five at once, then one every twenty seconds"
    assert typed(screen(50), code)[0] == 303


def test_twenty_wrong_codes_from_several_addresses_end_the_one_that_is_shown(lan: Lan, screen: Screens) -> None:
    code = lan.codes.show(Wanted(StationRole.DESK, "Bureau 2", by="a"))
    for number in range(20):
        assert typed(screen(40 + number % 4), "000000" if code != "000000" else "111111")[0] == 422
    assert typed(screen(50), code)[0] == 422
    assert lan.codes.wrong == 20


def test_a_second_screen_opens_no_page_of_the_desk(lan: Lan, screen: Screens) -> None:
    second = enrolled(screen(), lan, StationRole.SECOND_SCREEN)
    for path in ("/", "/sign-in", "/desk", "/desk/stations", "/procedures", "/language"):
        assert second.get(path).location == "/second-screen", path
    assert "En attente du bureau" in second.get("/second-screen").text


def test_the_door_speaks_the_language_of_the_browser_or_the_one_that_is_pressed(screen: Screens) -> None:
    page = screen().get("/enrol", headers={"Accept-Language": "ar;q=0.9, xx"})
    assert 'lang="ar" dir="rtl"' in page.text
    assert '<html lang="uk"' in screen().get("/enrol?lang=uk").text


def test_a_code_that_stands_in_eastern_digits_is_read(lan: Lan, screen: Screens) -> None:
    code = lan.codes.show(Wanted(StationRole.DESK, "Bureau 2", by="a"))
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
