"""A desk in a browser, its box and its hub, in one process."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from hub.cases.cases import read_case
from tests.gallery.browser.hand import Hand
from tests.gallery.shots import town as gallery
from tests.gallery.site.cast import PASSPHRASE, PIN
from tests.gallery.site.steps_taken import sign_in
from tests.served import served


@dataclass(frozen=True)
class Counter:
    page: Page
    address: str
    town: gallery.Town

    def hand(self, chrome: Browser, width: int = 1280, height: int = 800) -> Hand:
        """Nadia before another screen, which she touches."""
        hand = Hand(chrome, width, height)
        hand.context.add_cookies(self.page.context.cookies())  # type: ignore[arg-type]
        return hand

    def arrived(self, reference: str) -> dict[str, object]:
        """The answers that the hub has of a case, once everything is sent: field id to value."""
        gallery.transmit(self.town)
        hub = self.town.central.hub
        with hub.store.reading() as connection:
            body = read_case(connection, hub.ring, reference).submitted
        return {answer["field"]: answer["value"] for answer in body["answers"] if answer["value"] is not None}


@contextmanager
def at_the_counter(chrome: Browser, folder: Path) -> Iterator[Counter]:
    """A desk where Nadia has signed in, in a real browser and in the town's own."""
    with gallery.town(folder) as town, served(town.app) as address:
        sign_in(town.browser)
        page = signed_in(chrome, address)
        yield Counter(page, address, town)
        page.context.close()


def signed_in(chrome: Browser, address: str, width: int = 1280, height: int = 800) -> Page:
    page = chrome.new_context(viewport={"width": width, "height": height}, locale="fr-FR").new_page()
    page.goto(f"{address}/sign-in")
    for name, typed in (("login", "nadia"), ("passphrase", PASSPHRASE), ("pin", PIN)):
        page.locator(f"[name={name}]").fill(typed)
    page.locator("[name=pin]").press("Enter")
    page.wait_for_url("**/desk")
    return page


@contextmanager
def second_screen(counter: Counter, chrome: Browser, desk: Page) -> Iterator[Page]:
    """A second screen that a desk has paired."""
    page = chrome.new_context(viewport={"width": 1280, "height": 800}, has_touch=True).new_page()
    desk.goto(f"{counter.address}/desk/second-screen")
    desk.get_by_role("button", name="Afficher un code").click()
    page.goto(f"{counter.address}/second-screen")
    page.locator("[name=code]").fill(desk.locator(".reference").inner_text())
    page.get_by_role("button", name="Relier cet écran").tap()
    expect(page.get_by_role("heading", name="Bonjour.")).to_be_visible()
    expect(desk.locator(".reference")).to_have_count(0)  # the desk goes on by itself: another visit would meet that
    yield page
    page.context.close()


def at_step(counter: Counter, step: str) -> Page:
    begin(counter)
    counter.page.goto(f"{counter.page.url.rsplit('/', 1)[0]}/{step}")
    return counter.page


def begin(counter: Counter, whole: bool = False, procedure: str = "every-kind") -> None:
    """Begin a new case with the keys of its introduction."""
    counter.page.goto(f"{counter.address}/procedures/{procedure}")
    button = counter.page.locator(f"button[form=begin][value={'whole' if whole else 'steps'}]")
    counter.page.keyboard.press(button.get_attribute("aria-keyshortcuts") or "")
    expect(counter.page.locator("#answer")).to_have_count(1)


def named(page: Page, name: str, value: str = "") -> Locator:
    """A control by its field, its part, and the value of its row."""
    return page.locator(f"[name='f.{name}']" + (f"[value='{value}']" if value else ""))
