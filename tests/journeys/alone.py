"""A public terminal in a browser, used by a citizen alone with a finger, with keys, or with two switches."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

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
    contexts: dict[str, BrowserContext] = field(default_factory=dict)

    @contextmanager
    def opened(self, width: int = 1080, height: int = 1920, **options: Any) -> Iterator[Page]:
        """A new window of it, at its welcome page, for somebody new; styles and scripts are those it had."""
        kind = repr(options)
        if kind not in self.contexts:
            self.contexts[kind] = self.chrome.new_context(has_touch=True, locale="fr-FR", **options)
            self.contexts[kind].set_default_timeout(WAIT_MS)
        context = self.contexts[kind]
        context.clear_cookies()
        context.add_cookies(self.cookies)
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.goto(self.address)
        try:
            yield page
        finally:
            page.close()


@contextmanager
def at_the_terminal(chrome: Browser, folder: Path) -> Iterator[Terminal]:
    """A terminal that Nadia has set up and left; she works on in the town's own browser."""
    with gallery.town(folder) as town:
        steps_taken.sign_in(town.browser)
        client = steps_taken.hand_over(Client(town.app.test_client()))
        station = client.client.get_cookie("parvis_station")
        assert station is not None
        with served(town.app) as address:
            cookies = [{"name": "parvis_station", "value": station.value, "url": address}]
            terminal = Terminal(chrome, address, town, cookies)
            yield terminal
            for context in terminal.contexts.values():
                context.close()


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
