"""The bar of whoever listens."""

from dataclasses import replace

from flask import Flask

from kiosk.web.request_state import state_of
from tests.gallery.site.page import Browser


def test_the_page_on_which_reading_begins_fetches_the_bar_that_later_pages_bring(browser: Browser) -> None:
    page = browser.get("/comfort")
    assert not page.all("#player")
    piece = browser.client.get("/speech/player").get_data(as_text=True)
    assert "Répéter" in piece and 'id="who-hears"' in piece and "<html" not in piece
    token = page.form_to("/comfort", "large")["token"]
    browser.client.post("/speech/settings", data={"token": token, "reading": "on"})
    later = browser.get("/comfort")
    assert later.one("body").get("data-reading") is not None
    assert len(later.all("#player button")) == piece.count("<button") - 3
    assert later.one("[data-listen]").get("aria-pressed") == "true"


def test_the_helper_stands_before_the_call(browser: Browser) -> None:
    words = browser.get("/comfort").words("#helpers a, #helpers button")
    assert words == ["Langue", "Confort", "Écouter", "Appeler quelqu’un"]


def test_a_terminal_says_that_it_speaks_only_where_the_town_hall_wishes_it(terminal: Browser, app: Flask) -> None:
    assert not terminal.get("/").all("[data-invites]")
    state = state_of(app)
    state.box = replace(state.box, settings=replace(state.box.settings, invite_every_min=20))
    told = terminal.get("/").one("[data-invites]")
    assert told.get("data-invites") == "20" and (told.text or "").startswith("Cette borne parle.")


def test_a_site_that_is_silent_offers_no_voice(browser: Browser, app: Flask) -> None:
    state = state_of(app)
    state.box = replace(state.box, settings=replace(state.box.settings, speech="off"))
    assert not browser.get("/comfort").all("[data-listen], [data-speech]")
