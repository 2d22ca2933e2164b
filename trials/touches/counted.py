"""A person at a screen whose every press, typed sign and page is counted."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Error, Locator, Page, expect

from tests.gallery.browser.hand import WAIT_MS
from tests.gallery.browser.town import Town, town
from tests.gallery.site.strange_files import picture

KEYBOARD = "#keyboard:not([hidden])"
IN_SIGHT = """element => {
  const box = element.getBoundingClientRect();
  const there = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return Boolean(there) && (element === there || element.contains(there) || there.contains(element));
}"""
WHERE = "() => [location.pathname, document.querySelector('h1')?.textContent.trim() ?? '']"
_TRIES = 20
NOT_AGAIN_MS = 350
"""What is pressed sooner at the same place is taken for the second half of a double tap."""


@dataclass
class Count:
    """`screens` are the pages that were shown, the first and the last among them. `touches` are clicks and taps on the
    page, `keys` presses of a keyboard: the physical one, or at a terminal the one on the screen. `scrolls` are turns of
    a wheel or a finger, as many as bring the next control into sight.
    """

    screens: int = 0
    touches: int = 0
    keys: int = 0
    scrolls: int = 0

    @property
    def presses(self) -> int:
        return self.touches + self.keys


class Counted:
    def __init__(self, page: Page, by_finger: bool = False) -> None:
        self.page, self._by_finger = page, by_finger
        self.count = Count()
        self._last: object = None
        self._look()

    def press(self, what: Locator) -> None:
        what.wait_for()
        self._look()
        if not what.evaluate(IN_SIGHT):
            self._bring_in_sight(what)
        if self._by_finger:
            what.tap()
        else:
            what.click()
        self.count.touches += 1
        self.page.wait_for_timeout(NOT_AGAIN_MS)
        self._look()

    def choose(self, words: str) -> None:
        self.press(self.page.locator("label.choice", has_text=words).first)

    def button(self, words: str) -> None:
        named = self.page.get_by_role("button", name=words).or_(self.page.get_by_role("link", name=words))
        self.press(named.filter(visible=True).first)

    def write(self, label: str, text: str) -> None:
        self.press(self.page.get_by_label(label, exact=True))
        self.type(text)

    def type(self, text: str) -> None:
        """Type where the focus is: on the keyboard of the screen where there is one, else on the physical one."""
        for sign in text:
            if self._by_finger:
                self.page.locator(KEYBOARD).locator(f'[data-sign="{sign.lower()}"]').first.tap()
            else:
                self.page.keyboard.type(sign)
            self.count.keys += 1

    def key(self, name: str) -> None:
        if self._by_finger:
            self.page.locator(KEYBOARD).locator(f"[data-act={name}]").tap()
        else:
            self.page.keyboard.press(name)
        self.count.keys += 1
        self.page.wait_for_timeout(NOT_AGAIN_MS)
        self._look()

    def sees(self, words: str, seconds: float = 4 * WAIT_MS / 1000) -> None:
        expect(self.page.locator("body")).to_contain_text(words, timeout=seconds * 1000)
        self._look()

    def _bring_in_sight(self, what: Locator) -> None:
        hide = self.page.locator(KEYBOARD).locator("[data-act=hide]")
        if hide.count():
            hide.tap()
            self.count.keys += 1
        if not what.evaluate(IN_SIGHT):
            what.evaluate("element => element.scrollIntoView({block: 'center'})")
            self.count.scrolls += 1

    def _look(self) -> None:
        shown = self._where()
        if shown != self._last:
            self._last = shown
            self.count.screens += 1

    def _where(self) -> object:
        """The page that is shown, once one is: what is asked of one that is going away is asked again."""
        for _ in range(_TRIES):
            try:
                self.page.wait_for_load_state()
                return self.page.evaluate(WHERE)
            except Error as gone:
                if "navigation" not in str(gone):
                    raise
        raise TimeoutError(self.page.url)


COMMUNE = "35251"
"""Saint-Aubin's commune, as the first start asks for it."""
SCANNER = """#!/bin/sh
case "$1" in
  --formatted-device-list*) printf 'test:0\\tFlatbed Scanner\\n' ;;
  *) exec cat "$(dirname "$0")/page.png" ;;
esac
"""
"""What SANE's command says of a scanner; the rest of the way is the product's."""


@dataclass(frozen=True)
class Scene:
    town: Town
    browser: Browser
    paper: Path
    """A picture of a paper, for who chooses a file."""
    wait_ms: float = WAIT_MS
    """How long a press may take."""

    def page(self, width: int, height: int, by_finger: bool = False) -> Page:
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, has_touch=by_finger, locale="fr-FR", timezone_id="Europe/Paris"
        )
        context.set_default_timeout(self.wait_ms)
        return context.new_page()

    def desk(self) -> Page:
        return self._signed_in(self.page(1280, 800))

    def _signed_in(self, page: Page) -> Page:
        page.goto(f"{self.town.url}/sign-in")
        made = self.town.sign_ins
        for name, typed in (("login", "nadia"), ("passphrase", made.mediator), ("pin", made.pin)):
            page.locator(f"[name={name}]").fill(typed)
        page.locator("[name=pin]").press("Enter")
        page.wait_for_url("**/desk")
        return page

    def terminal(self) -> Page:
        page = self._signed_in(self.page(1080, 1920, by_finger=True))
        page.goto(f"{self.town.url}/desk/station")
        page.get_by_role("button", name="En faire une borne pour les usagers").click()
        page.wait_for_url(f"{self.town.url}/")
        return page

    def hub(self) -> Page:
        page = self.page(1440, 900)
        page.goto(self.town.hub_url)
        made = self.town.sign_ins
        page.get_by_label("Identifiant", exact=True).fill("claire")
        page.get_by_label("Phrase secrète", exact=True).fill(made.instructor)
        page.get_by_role("button", name="Se connecter").click()
        page.get_by_label("Code", exact=True).fill(made.codes[0])
        page.get_by_role("button", name="Se connecter").click()
        page.locator("[data-worklist], .lead").first.wait_for()
        return page


@contextmanager
def scene(folder: Path, browser: Browser) -> Iterator[Scene]:
    tools = folder / "tools"
    tools.mkdir()
    script = tools / "scanimage"
    script.write_text(SCANNER, "utf-8")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    (tools / "page.png").write_bytes(picture("PNG", size=(850, 1170)))
    paper = folder / "passeport.jpg"
    paper.write_bytes(picture("JPEG", size=(850, 1170)))
    os.environ |= {
        "PATH": f"{tools}:{os.environ['PATH']}",
        "KIOSK_COMMUNE": COMMUNE,
        "KIOSK_HUB_TAKE_BACK_MINUTES": "0",
    }
    with town(folder) as made:
        made.start_hub()
        made.start_box()
        yield Scene(made, browser, paper)
