"""What people set in their system is heeded by every screen: forced colours, more contrast, no motion."""

import pytest
from playwright.sync_api import Browser

from tests.gallery.browser.eyes import Eyes, told
from tests.gallery.walk.kept_pages import Galleries
from tests.journeys.wishes import WISHES, unheeded
from tests.long_runs import ARE_LONG

SPOILT = {
    "forced-colours": [
        (":focus-visible, .choice:has(:focus-visible) { outline: none }", "focus not seen"),
        (".choice:has(:checked) { border-width: var(--border-width) !important; box-shadow: none }", "choice not seen"),
        (".button { border: 0 !important }", "no rim"),
        (".input, .choice input { appearance: none; border: 0 !important }", "not seen"),
    ],
    "more-contrast": [
        (".choice span { color: #888 !important }", "3.5:1"),
        (".choice { border-color: #ccc !important }", "rim too pale"),
    ],
    "no-motion": [
        ("@keyframes turn { to { rotate: 1turn } } h1 { animation: turn 1s infinite !important }", "moves: turn"),
        ("h1::after { content: ''; transition: all .2s !important }", "<h1"),
        ("html { scroll-behavior: smooth !important }", "<html"),
    ],
}
"""Rules that break each, and what is said of them."""


@pytest.fixture(scope="module")
def faults(gallery: Galleries, chrome: Browser) -> dict[str, dict[str, list[str]]]:
    """Of each wish: the pages that do not heed it, and what is wrong there; `make trials` looks at every state."""
    here = gallery("fr")
    by_wish: dict[str, dict[str, list[str]]] = {wish: {} for wish in WISHES}
    with Eyes(chrome, here.app) as eyes:
        page = eyes.open(1080, 1920, engines=())
        for shot in here.shots:
            if not ARE_LONG and shot.name not in here.fullest:
                continue
            eyes.show(page, shot)
            for wish in WISHES:
                if wrong := unheeded(page, wish):
                    by_wish[wish][shot.name] = wrong
        page.context.close()
        return by_wish


@pytest.mark.parametrize("wish", WISHES)
def test_every_screen_heeds_it(faults: dict[str, dict[str, list[str]]], wish: str) -> None:
    assert not faults[wish], told(faults[wish])


@pytest.mark.parametrize(("wish", "rule", "said"), [(wish, *spoilt) for wish in SPOILT for spoilt in SPOILT[wish]])
def test_a_page_that_does_not_is_found(gallery: Galleries, chrome: Browser, wish: str, rule: str, said: str) -> None:
    here = gallery("fr")
    with Eyes(chrome, here.app) as eyes:
        page = eyes.open(1080, 1920, engines=())
        eyes.show(page, next(shot for shot in here.shots if shot.name == "step-pressed"))
        assert not unheeded(page, wish)
        page.add_style_tag(content=rule)
        assert said in " ".join(unheeded(page, wish))
        page.context.close()
