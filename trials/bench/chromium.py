"""Measures what only a browser shows, in real Chromium: the first visit's bytes, posts at the desk, a press."""

import os
import random
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count, pairwise
from typing import Any, NamedTuple

from playwright.sync_api import Browser, Page, Request

from tests.gallery.browser.hand import chromium
from trials.bench.pages import Figure
from trials.bench.share import family, shared_core
from trials.townhall.site import PROCEDURE, SignIn, TownHall, box_process, person

CERTIFICATES, PRESSES = 4, 12
THINKS_MS = 1_000
"""Between two answers somebody is asked, and says something."""
NOT_AGAIN_MS = 400
"""What is pressed sooner is taken for the second half of a double tap."""
SLOW_MS = 120_000
_NUMBERS = count(200_000)
"""Another person each time."""
PRESS = """([pressed, awaited, most]) => new Promise((done, failed) => {
  const began = performance.now();
  const look = () => {
    if (!document.querySelector(awaited)) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
  };
  const observer = new MutationObserver(look);
  observer.observe(document, { subtree: true, childList: true, attributes: true });
  setTimeout(() => failed(`${awaited} did not come`), most);
  document.querySelector(pressed).click();
  look();
})"""
"""Milliseconds from a press until what is awaited has come and the frame with it was drawn."""


class Weight(NamedTuple):
    bytes: int
    requests: int


class Scale:
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
        page.wait_for_load_state("networkidle")
        page.evaluate("document.fonts.ready.then(() => true)")
        page.wait_for_timeout(300)
        weighed, self.sizes = self.sizes, []
        return Weight(sum(weighed), sum(size > 0 for size in weighed))


def visit(hall: TownHall, quick: bool) -> Iterator[Figure]:
    with _served(hall) as (address, browser):
        page = browser.new_context(locale="fr-FR").new_page()
        scale = Scale(page)
        page.goto(address)
        weight = scale.take(page)
    yield Figure("first_visit_kb", weight.bytes / 1000, "kB", f"{weight.requests} requests")


def desk(hall: TownHall, quick: bool) -> Iterator[Figure]:
    """Certificates on one page, as the desk begins them, at the pace of a conversation: every POST until the person is
    asked to confirm, and how long those before the last one took."""
    posts: list[Request] = []
    times: list[float] = []
    many = []
    with _served(hall) as (address, browser):
        for _ in range(1 if quick else CERTIFICATES):
            page = _signed_in(browser, address, hall.nadia)  # the screen before is turned to who has to confirm
            page.on("requestfinished", lambda request: posts.append(request) if request.method == "POST" else None)
            _begin(page, address)
            posts.clear()
            for typed in _answers():
                for name, value in typed.items():
                    _give(page, name, value)
                    page.wait_for_timeout(0 if quick else THINKS_MS)
            times += [request.timing["responseEnd"] - request.timing["requestStart"] for request in posts]
            page.locator("button.primary[form=answer]").click()
            page.locator("form#yes").wait_for(state="attached")
            many.append(len(posts))
    yield Figure("posts_a_certificate", max(many), "", f"{THINKS_MS / 1000:g} s between two answers")
    if times:
        yield Figure("change_in_place_ms", statistics.median(times), "ms", f"n {len(times)}, at most {max(times):.0f}")


def press(hall: TownHall, quick: bool) -> Iterator[Figure]:
    """A press that opens questions of the whole page, and one of « Continuer » step by step, until what comes next was
    drawn: the slower of the two medians. Box, browser and what drives it share one core."""
    with _served(hall) as (address, browser):
        page = _signed_in(browser, address, hall.nadia)
        with shared_core([process for process in family(os.getpid()) if process != os.getpid()]) as give:
            for name, share in (("press_one_core_ms", 1.0), ("press_quarter_core_ms", 0.25)):
                how = give(share)
                opens, continues = _opens(page, address, quick), _continues(page, address, quick)
                medians = [statistics.median(times) for times in (opens, continues)]
                note = f"opens {medians[0]:.0f} (at most {max(opens):.0f}), continues {medians[1]:.0f}; {how}"
                yield Figure(name, max(medians), "ms", note)


def _opens(page: Page, address: str, quick: bool) -> list[float]:
    """« Par courrier » asks for an address; « au guichet » does not."""
    _begin(page, address)
    times = []
    for _ in range(1 if quick else PRESSES):
        _press(page, "[name='f.delivery'][value=counter]", "body:not(:has([name^='f.postal_address']))")
        times.append(_press(page, "[name='f.delivery'][value=post]", "[name^='f.postal_address']"))
    return times


def _continues(page: Page, address: str, quick: bool) -> list[float]:
    times = []
    for _ in range(1 if quick else 2):
        case = _begin(page, address)
        steps = list(_answers())
        page.goto(f"{address}/cases/{case}/steps/for-whom")
        for typed, after in pairwise(steps):
            for name, value in typed.items():
                _give(page, name, value)
            times.append(_press(page, "button.primary[form=answer]", f"[name='{next(iter(after))}']"))
    return times


def _press(page: Page, pressed: str, awaited: str) -> float:
    """Milliseconds; nothing else is under way when it is pressed. Raises `Error` where nothing comes."""
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(NOT_AGAIN_MS)
    took: float = page.evaluate(PRESS, [pressed, awaited, SLOW_MS])
    return took


def _answers() -> Iterator[dict[str, str]]:
    number = next(_NUMBERS)
    yield from person(number, random.Random(number)).steps.values()


def _give(page: Page, name: str, value: str) -> None:
    field = page.locator(f"[name='{name}']").first
    if field.get_attribute("type") in ("radio", "checkbox"):
        page.locator(f"[name='{name}'][value='{value}']").evaluate("row => row.click()")
    else:
        field.fill(value)
        field.blur()


def _begin(page: Page, address: str) -> str:
    page.goto(f"{address}/procedures/{PROCEDURE}")
    page.locator("button[form=begin].primary").click()
    page.wait_for_url("**/whole")
    return page.url.split("/")[-2]


def _signed_in(browser: Browser, address: str, who: SignIn) -> Page:
    page = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 800}).new_page()
    page.set_default_timeout(SLOW_MS)
    page.goto(f"{address}/sign-in")
    for name, typed in (("login", who.login), ("passphrase", who.passphrase), ("pin", who.pin)):
        page.fill(f"input[name={name}]", typed)
    page.locator("button[form=sign-in]").click()
    page.wait_for_url("**/desk")
    return page


@contextmanager
def _served(hall: TownHall) -> Iterator[tuple[str, Browser]]:
    box = box_process(hall)
    try:
        address = box.start()
        with chromium() as browser:
            yield address, browser
    finally:
        box.stop()
