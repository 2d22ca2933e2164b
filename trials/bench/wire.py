"""Measures the bytes and requests of a visit on the wire, headers included, in a real Chromium with an empty cache."""

import shutil
from typing import Any, NamedTuple

from playwright.sync_api import Page, sync_playwright

from trials.bench.figure import Figure
from trials.townhall.desk import SignIn
from trials.townhall.person import PROCEDURE
from trials.townhall.site import TownHall, box_process


class Weight(NamedTuple):
    """What came over the wire."""

    bytes: int
    requests: int


class Scale:
    """Adds up the sizes of all responses that the browser receives; what lies in its cache is none."""

    def __init__(self, page: Page) -> None:
        self.sizes: list[int] = []
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", self._finished)
        session.on("Network.requestWillBeSent", self._redirected)

    def _finished(self, event: dict[str, Any]) -> None:
        self.sizes.append(int(event["encodedDataLength"]))

    def _redirected(self, event: dict[str, Any]) -> None:
        self.sizes.append(int(event.get("redirectResponse", {}).get("encodedDataLength", 0)))

    def take(self, page: Page) -> Weight:
        """What came since the last call, once no request is under way."""
        page.wait_for_load_state("networkidle")
        page.evaluate("document.fonts.ready.then(() => true)")
        page.wait_for_timeout(300)
        weighed, self.sizes = self.sizes, []
        return Weight(sum(weighed), sum(size > 0 for size in weighed))


def measure(hall: TownHall) -> list[Figure]:
    """Measure the welcome page, then, in the same browser, the more expensive of the two ways to a step's page."""
    box = box_process(hall)
    address = box.start()
    system = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=system, args=["--no-sandbox"])
            page = browser.new_context(locale="fr-FR").new_page()
            scale = Scale(page)
            page.goto(address)
            first = scale.take(page)
            _sign_in(page, address, hall.nadia)
            page.goto(f"{address}/procedures/{PROCEDURE}")
            scale.take(page)
            page.locator("button[form=begin].primary").click()
            page.wait_for_url("**/steps/*")
            whole = scale.take(page)
            page.locator("input[value=myself]").check(force=True)
            page.locator("button.primary[form=answer]").click()
            page.locator("input[name='f.copies']").wait_for()
            part = scale.take(page)
            browser.close()
    finally:
        box.stop()
    return [
        Figure("first_visit_kb", first.bytes / 1000, "kB"),
        Figure("first_visit_requests", first.requests, ""),
        Figure("next_page_kb", max(whole.bytes, part.bytes) / 1000, "kB"),
    ]


def _sign_in(page: Page, address: str, who: SignIn) -> None:
    page.goto(f"{address}/sign-in")
    page.fill("input[name=login]", who.login)
    page.fill("input[name=passphrase]", who.passphrase)
    page.fill("input[name=pin]", who.pin)
    page.locator("button[form=sign-in]").click()
    page.wait_for_url("**/desk")
