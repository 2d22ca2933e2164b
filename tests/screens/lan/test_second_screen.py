"""The second screen waits for the desk; nobody else finds it."""

from gallery.site.page import Browser
from kiosk.domain.screen.station_role import StationRole
from kiosk.services.lan.lan import Lan
from tests.screens.lan.conftest import Screens, enrolled


def test_a_second_screen_waits_in_any_language(lan: Lan, screen: Screens) -> None:
    second = enrolled(screen(), lan, StationRole.SECOND_SCREEN)
    assert "Waiting for the desk" in second.get("/second-screen?lang=en").text


def test_no_other_station_and_no_other_browser_opens_it(browser: Browser, lan: Lan, screen: Screens) -> None:
    assert browser.client.get("/second-screen").location == "/"
    assert enrolled(screen(), lan).get("/second-screen").location == "/"
