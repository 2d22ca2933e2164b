"""Nothing moves while a page is read: no layout shift as it comes in, and no word of a title torn at its hyphen."""

from typing import Any

import pytest
from playwright.sync_api import Page

from kiosk.web import session
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser as Client
from tests.journeys.alone import Terminal

SIZES = ((1080, 1920), (1280, 800), (390, 844))
WATCH = """window.shifts = [];
const place = ({ x, y, width, height }) => [x, y, width, height].map(Math.round).join(" ");
const described = ({ node, previousRect, currentRect }) =>
  [node?.outerHTML?.slice(0, 120) ?? node?.textContent, place(previousRect), place(currentRect)];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shifts.push([entry.value, ...entry.sources.map(described)]);
}).observe({ type: 'layout-shift', buffered: true });"""
"""Keeps the shifts: the score of each, and what moved, with its place and size in px before and after."""
SHIFTS = """() => document.fonts.ready
  .then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 100)))))
  .then(() => window.shifts ?? [])"""
TORN = """() => [...document.querySelectorAll('h1 .unbroken')].filter((word) => word.offsetHeight >
  1.5 * parseFloat(getComputedStyle(word).lineHeight)).map((word) => word.textContent)"""


@pytest.fixture(scope="module")
def alone(terminal: Terminal) -> Client:
    client = Client(terminal.town.app.test_client())
    client.client.set_cookie(session.STATION_COOKIE, terminal.cookies[0]["value"])
    return client


def seen(terminal: Terminal, client: Client, size: tuple[int, int], paths: list[str]) -> dict[str, Any]:
    """The shifts of each page, opened by whoever has the cookies of this client."""
    width, height = size
    with terminal.opened(width, height) as page:
        marie = client.client.get_cookie(session.COOKIE)
        assert marie is not None
        page.context.add_cookies([{"name": session.COOKIE, "value": marie.value, "url": terminal.address}])
        page.goto(f"{terminal.address}/")  # the letters and styles are there, as on a terminal that has served before
        page.evaluate(SHIFTS)
        page.add_init_script(WATCH)
        return {path: shifts(page, terminal.address + path) for path in paths}


def shifts(page: Page, address: str) -> list[Any]:
    answer = page.goto(address)
    assert answer is not None and answer.ok, address
    result: list[Any] = page.evaluate(SHIFTS)
    return result


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_nothing_moves_from_welcome_to_receipt(terminal: Terminal, alone: Client, size: tuple[int, int]) -> None:
    first = steps_taken.begin(alone)
    steps_taken.fill(alone, first)
    review = f"/cases/{steps_taken.case_of(first)}/review"
    moved = seen(terminal, alone, size, ["/", "/procedures", first.path, review])
    receipt = alone.send(alone.get(review).form("send"))
    moved |= seen(terminal, alone, size, [receipt.path])
    assert not {path: values for path, values in moved.items() if values}, "layout shifts as the page comes in"


def test_a_page_that_moves_is_noticed(terminal: Terminal) -> None:
    with terminal.opened() as page:
        page.add_init_script(WATCH)
        page.goto(f"{terminal.address}/procedures")
        page.evaluate(SHIFTS)
        page.evaluate("""() => {
          const late = Object.assign(document.createElement('p'), { textContent: 'late' });
          late.style.blockSize = '300px';
          document.getElementById('main').prepend(late);
        }""")
        assert page.evaluate(SHIFTS)


def test_no_size_of_type_tears_a_word_of_a_title_at_its_hyphen(terminal: Terminal) -> None:
    with terminal.opened() as page:
        page.goto(f"{terminal.address}/procedures/birth-certificate")
        page.locator("button[form=begin].primary").click()
        page.locator("label.choice").first.click()
        page.locator(".actions .primary").click()
        page.wait_for_selector("h1 .unbroken")
        for width in (320, 390, 599, 1080):
            page.set_viewport_size({"width": width, "height": 844})
            for comfort in ("", "large", "larger", "largest", "largest dyslexic"):
                page.evaluate("words => { document.documentElement.dataset.comfort = words; }", comfort)
                assert not page.evaluate(TORN), (width, comfort)
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (width, comfort)
