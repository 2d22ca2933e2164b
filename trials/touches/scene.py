"""The town hall of the trial: its box and its hub as processes, a scanner, and browsers for each person."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.gallery.browser.hand import WAIT_MS
from tests.gallery.browser.town import Town, town
from tests.gallery.site.strange_files import picture

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
    """A town that runs, and what opens its screens."""

    town: Town
    browser: Browser
    paper: Path
    """A picture of a paper, for who chooses a file."""
    wait_ms: float = WAIT_MS
    """How long a press may take."""

    def page(self, width: int, height: int, by_finger: bool = False) -> Page:
        """A window of its own, as another person's browser has it."""
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, has_touch=by_finger, locale="fr-FR", timezone_id="Europe/Paris"
        )
        context.set_default_timeout(self.wait_ms)
        return context.new_page()

    def desk(self) -> Page:
        """Nadia at her desk, signed in."""
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
        """A terminal in portrait, that Nadia has made and left."""
        page = self._signed_in(self.page(1080, 1920, by_finger=True))
        page.goto(f"{self.town.url}/desk/station")
        page.get_by_role("button", name="En faire une borne pour les usagers").click()
        page.wait_for_url(f"{self.town.url}/")
        return page

    def hub(self) -> Page:
        """Claire at the hub, signed in with one of her codes."""
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
    """The town, with its hub in reach."""
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
