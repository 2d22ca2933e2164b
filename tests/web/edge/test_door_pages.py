"""Pages of the door are read in any language of the site, by keys alone, with no script."""

from itertools import product

from flask import Flask
from lxml import html

from kiosk.process.lan_server import FROM_LAN, LanAddresses
from kiosk.services.lan import local_network
from kiosk.services.lan.local_network import Lan
from kiosk.services.lan.pairs import Codes
from kiosk.web.request.app_state import state_of


def test_a_page_speaks_the_language_that_is_pressed(app: Flask) -> None:
    state = state_of(app)
    state.lan = Lan(local_network.of_box(state.box, LanAddresses()), 8643, Codes(state.box.clock))
    for path, language in product(("/enrol", "/trust"), ("fr", "ar", "en", "es", "pt", "uk")):
        answer = app.test_client().get(f"{path}?lang={language}", environ_overrides={FROM_LAN: "yes"})
        page = html.fromstring(answer.text)
        assert (page.get("lang"), page.get("dir")) == (language, "rtl" if language == "ar" else "ltr")
        assert len(page.cssselect("h1")) == 1 and not page.cssselect("script")
        assert len(page.cssselect("nav a[lang]")) == 6
        assert "lang=" + language in page.cssselect(".actions a")[0].get("href", "")
        assert not page.xpath("//*[contains(text(), '\ue000')]")
