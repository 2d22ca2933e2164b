"""The bar of whoever listens."""

from gallery.site.page import Browser


def test_the_page_on_which_reading_begins_fetches_the_bar_that_later_pages_bring(browser: Browser) -> None:
    page = browser.get("/comfort")
    assert 'id="player"' not in page.text
    form = page.form_to("/comfort", "large")
    piece = browser.client.get("/speech/player").get_data(as_text=True)
    assert "Répéter" in piece and 'id="who-hears"' in piece and "<html" not in piece
    browser.client.post("/speech/settings", data={"token": form["token"], "reading": "on"})
    later = browser.get("/comfort").text
    assert piece.strip() in later and "data-reading" in later


def test_a_site_that_is_silent_offers_no_voice(browser: Browser) -> None:
    assert "data-listen" in browser.get("/comfort").text
