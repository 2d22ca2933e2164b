"""A public terminal in a browser, used by a citizen alone with a finger, with keys, or with two switches."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from tests.gallery.browser.hand import WAIT_MS
from tests.gallery.shots import town as gallery
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser as Client
from tests.served import served

MOST = 400
"""Presses after which a person counts as lost."""


@dataclass(frozen=True)
class Terminal:
    """A town with a terminal: its `address`, and the cookies that make a browser this station."""

    chrome: Browser
    address: str
    town: gallery.Town
    cookies: list[Any]

    @contextmanager
    def opened(self, width: int = 1080, height: int = 1920, **options: Any) -> Iterator[Page]:
        """A new window of it, at its welcome page."""
        size: Any = {"width": width, "height": height}
        context = self.chrome.new_context(viewport=size, has_touch=True, locale="fr-FR", **options)
        context.set_default_timeout(WAIT_MS)
        context.add_cookies(self.cookies)
        page = context.new_page()
        page.goto(self.address)
        try:
            yield page
        finally:
            context.close()


@contextmanager
def at_the_terminal(chrome: Browser, folder: Path) -> Iterator[Terminal]:
    """A terminal that Nadia has set up and left; she works on in the town's own browser."""
    with gallery.town(folder) as town:
        steps_taken.sign_in(town.browser)
        client = steps_taken.hand_over(Client(town.app.test_client()))
        station = client.client.get_cookie("parvis_station")
        assert station is not None
        with served(town.app) as address:
            yield Terminal(chrome, address, town, [{"name": "parvis_station", "value": station.value, "url": address}])


def at_questions(page: Page, step: str = "written") -> Page:
    """A step of a new case with every kind of question."""
    address = re.match(r"https?://[^/]+", page.url)
    assert address is not None
    page.goto(f"{address[0]}/procedures/every-kind")
    page.locator("button[form=begin].primary").click()
    expect(page.locator("#answer")).to_have_count(1)
    page.goto(f"{page.url.rsplit('/', 1)[0]}/{step}")
    return page


def keyboard(page: Page) -> Locator:
    return page.locator("#keyboard")


def key(page: Page, sign: str = "", act: str = "") -> Locator:
    """A key of the on-screen keyboard by what it writes or does."""
    result = keyboard(page).locator(f"[data-act={act}]") if act else keyboard(page).get_by_text(sign, exact=True)
    return result.first
