"""Someone to talk to."""

from dataclasses import replace

from kiosk.app import create_app
from kiosk.services.box import Box
from tests.page import Browser


def test_the_page_says_where_when_and_by_which_number(browser: Browser) -> None:
    page = browser.get("/call")
    for words in ("02 99 00 00 00", "lundi à vendredi, 9 h à 17 h", "1 place de la Mairie"):
        assert words in page.main


def test_a_town_hall_without_an_email_address_shows_no_empty_line(browser: Browser) -> None:
    assert "Courriel" not in browser.get("/call").main


def test_an_email_address_is_shown_where_there_is_one(box: Box) -> None:
    with_mail = replace(box, site=replace(box.site, email="mairie@saint-aubin.example"))
    page = Browser(create_app(box.settings, box=with_mail).test_client()).get("/call")
    assert "mairie@saint-aubin.example" in page.main


def test_it_is_one_touch_away_and_comes_back(browser: Browser) -> None:
    call = browser.get("/procedures/birth-certificate").link("Appeler quelqu’un")
    assert browser.get(call).link("Retour") == "/procedures/birth-certificate"


def test_the_way_back_never_leads_elsewhere(browser: Browser) -> None:
    assert browser.get("/call?back=//evil.example").link("Retour") == "/"
