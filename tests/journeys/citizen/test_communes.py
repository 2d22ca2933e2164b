"""An address is completed below its boxes: by the keyboard alone, by touch, at every size, and mirrored."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.gallery.browser.eyes import overflowing
from tests.gallery.browser.hand import Hand
from tests.journeys.counter import Counter

SIZES = ((1080, 1920, 88), (1280, 800, 58), (390, 844, 58))
"""Width, height, and the least height of a row in px."""

ROWS = """() => {
  const list = [...document.querySelectorAll('.suggestions')].find(list => !list.hidden);
  const bottom = list.getBoundingClientRect().top + list.clientTop + list.clientHeight;
  const places = [...list.children].map(row => row.getBoundingClientRect());
  const cut = places.filter(row => row.top < bottom - 1 && row.bottom > bottom + 1).length;
  return [cut, list.scrollHeight > list.clientHeight, list.classList.contains('more')];
}"""
"""How many rows of the list are seen in part, whether more follow, and whether it shows that they do."""


@pytest.fixture
def nadia(counter: Counter, chrome: Browser) -> Iterator[Hand]:
    """She is at the question where someone lives, with a case of its own in a browser of its own."""
    hand = counter.hand(chrome, 1080, 1920)
    hand.open(f"{counter.address}/procedures/identity-document")
    hand.page.locator("button[form=begin][value=steps]").tap()
    hand.page.wait_for_url(re.compile("/steps/"))
    hand.open(f"{hand.page.url.split('/steps/')[0]}/steps/home")
    yield hand
    hand.context.close()


def box(page: Page, part: str) -> Locator:
    return page.locator(f'[name="f.home_address.{part}"]')


def rows(page: Page) -> Locator:
    return page.locator(".suggestions:visible [role=option]")


def test_the_keyboard_alone_is_enough(nadia: Hand) -> None:
    page = nadia.page
    box(page, "city").focus()
    page.keyboard.type("l hay")
    expect(rows(page).first).to_be_visible()
    expect(page.locator("#status")).to_have_text("Communes proposées : 5")
    page.keyboard.press("ArrowDown")
    chosen = box(page, "city").get_attribute("aria-activedescendant")
    assert page.locator(f"#{chosen}").get_attribute("aria-selected") == "true"
    page.keyboard.press("Enter")
    expect(box(page, "postcode")).to_have_value("94240")
    expect(box(page, "city")).to_have_attribute("aria-expanded", "false")
    assert page.url.endswith("/steps/home"), "Enter chose, and sent nothing"
    page.keyboard.type(" x")
    page.keyboard.press("Escape")
    expect(box(page, "city")).to_have_value("L'Haÿ-les-Roses x")


def test_only_code_and_town_are_asked_about(nadia: Hand) -> None:
    asked: list[str] = []
    nadia.page.on("request", lambda request: asked.append(request.url) if "/static/" not in request.url else None)
    box(nadia.page, "street").press_sequentially("3 rue du Lavoir")
    box(nadia.page, "postcode").press_sequentially("35140")
    expect(rows(nadia.page).nth(7)).to_be_visible()
    assert asked and all(re.search(r"/communes\?q=\d+&postcode=$", url) for url in asked)


def test_no_row_is_cut_in_two_and_a_shadow_says_that_more_follow(nadia: Hand) -> None:
    page, longer = nadia.page, 0
    for width, height in ((1080, 1920), (1280, 800), (390, 844), (1280, 400)):
        page.set_viewport_size({"width": width, "height": height})
        box(page, "city").fill("")
        expect(rows(page)).to_have_count(0)
        box(page, "city").press_sequentially("saint")
        expect(rows(page)).to_have_count(5)
        cut, more, said = page.evaluate(ROWS)
        assert not cut and more == said, (width, height)
        longer += more
        page.locator(".suggestions:visible").evaluate("list => list.scrollTo(0, list.scrollHeight)")
        expect(page.locator(".suggestions.more:visible")).to_have_count(0)
    assert longer, "one window at least is too small for all"


def test_a_finger_chooses_at_every_size_and_mirrored(nadia: Hand) -> None:
    page = nadia.page
    for width, height, least in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for direction in ("ltr", "rtl"):
            page.evaluate("direction => { document.documentElement.dir = direction }", direction)
            box(page, "city").tap()
            box(page, "city").fill("")
            box(page, "city").press_sequentially("paris")
            paris = rows(page).filter(has_text="Paris · 75001")
            expect(paris).to_have_count(1)
            assert not overflowing(page), (width, direction)
            assert all((row.bounding_box() or {})["height"] >= least for row in rows(page).all())
            paris.tap()
            expect(rows(page)).to_have_count(21)
            rows(page).filter(has_text="75012").tap()
            expect(box(page, "postcode")).to_have_value("75012")
            expect(box(page, "city")).to_have_value("Paris")
            expect(rows(page)).to_have_count(0)
    assert nadia.strangers == []
