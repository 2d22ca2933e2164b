"""The desk's pages at the sizes of a desk: nothing scrolls sideways, and what is pressed all day is in sight."""

from playwright.sync_api import Browser

from tests.gallery.browser.eyes import Eyes, overflowing
from tests.gallery.walk.kept_pages import Galleries
from tests.gallery.walk.plan import FRENCH

LOWEST = """selector => Math.max(...[...document.querySelectorAll(selector)].map(
  each => each.getBoundingClientRect().bottom))"""
TALLEST = """selector => Math.max(...[...document.querySelectorAll(selector)].map(
  each => each.getBoundingClientRect().height))"""


def test_no_page_of_the_desk_scrolls_sideways_from_1024_px(gallery: Galleries, chrome: Browser) -> None:
    here = gallery(FRENCH)
    desks = [shot for shot in here.shots if '<body class="desk"' in shot.source]
    shown = [shot for shot in desks if shot.name in here.fullest or shot.name.startswith("find")]
    assert len(shown) > 30 and any(shot.name == "find-several" for shot in shown)
    faults = list[str]()
    with Eyes(chrome, here.app) as eyes:
        page = eyes.open(1024, 768, engines=())
        for shot in shown:
            eyes.show(page, shot)
            faults += [f"{shot.name}: {fault}" for fault in overflowing(page)]
        page.context.close()
    assert faults == []


def test_what_is_pressed_all_day_is_in_sight_at_1280_by_800(gallery: Galleries, chrome: Browser) -> None:
    here = gallery(FRENCH)
    by_name = {shot.name: shot for shot in here.shots}
    with Eyes(chrome, here.app) as eyes:
        page = eyes.open(engines=())
        eyes.show(page, by_name["catalogue-favourites"])
        # Three procedures more than ship: one row.
        assert page.evaluate(LOWEST, ".compact > li") <= 590
        eyes.show(page, by_name["find-several"])
        assert page.evaluate(TALLEST, "tbody tr") <= 60
        eyes.show(page, by_name["followed"])
        assert page.evaluate(LOWEST, ".actions-list > *") <= 800
        eyes.show(page, by_name["desk-full"])
        assert page.evaluate("document.querySelector('.find [name=reference]').getBoundingClientRect().width") >= 300
        page.context.close()


def test_the_first_choice_of_a_terminal_and_the_welcome_are_seen_at_once(gallery: Galleries, chrome: Browser) -> None:
    """Review of the screens, S41: a sentence stood half under the bar, and the welcome was 26 px too high."""
    here = gallery(FRENCH)
    by_name = {shot.name: shot for shot in here.shots}
    with Eyes(chrome, here.app) as eyes:
        page = eyes.open(1080, 1920, engines=())
        eyes.show(page, by_name["terminal-catalogue"])
        assert page.evaluate(LOWEST, ".situations > li") <= 1520, "room for the sentence above the actions"
        page.set_viewport_size({"width": 1280, "height": 800})
        eyes.show(page, by_name["welcome"])
        assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
        page.context.close()


LONGEST_WORD = """() => {
  const call = document.querySelector('.helper-bar .call'), range = document.createRange();
  [...call.querySelectorAll('span'), ...call.childNodes].find(part => part.textContent.trim()).textContent =
    'Покликати людину';
  range.selectNodeContents(call);
  const right = Math.max(...[...range.getClientRects()].map(line => line.right));
  return [innerWidth - right, parseFloat(getComputedStyle(call).fontSize)];
}"""


def test_the_longest_word_of_the_foot_keeps_from_the_edge_in_the_largest_size(
    gallery: Galleries, chrome: Browser
) -> None:
    """« Покликати людину » on a standing terminal: no word ends at the window's very edge, nor is it made smaller."""
    here = gallery("fr")
    with Eyes(chrome, here.app) as eyes:
        page = eyes.open(1080, 1920, engines=())
        eyes.show(page, next(shot for shot in here.shots if shot.name == "terminal-step"), "largest")
        from_edge, size = page.evaluate(LONGEST_WORD)
        assert from_edge >= 8 and size >= 46
        page.context.close()
