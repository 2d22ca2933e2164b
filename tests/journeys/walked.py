"""A walk as a test: what is asked of the pages of a language."""

import time
from collections.abc import Callable

from playwright.sync_api import Browser

from gallery.browser.eyes import Eyes, told
from trials.walk.kept_pages import Gallery
from trials.walk.places import shown
from trials.walk.plan import FRENCH, HUB, NARROWEST, Visit, hub_visits, spoken, visits
from trials.walk.walking import Walk


def by_both(visit: Visit) -> bool:
    """Whether IBM's engine judges a visit beside axe: every state in French, every page in Arabic, the hub once.

    It sees how a page is made, which is the same in every language of a direction; in `make trials` it judges all.
    """
    language, window = visit.setting.language, visit.setting.window
    return language in (FRENCH, "ar") or (language == HUB and window == NARROWEST)


def walked(language: str, gallery: Gallery, chrome: Browser, count: Callable[[str, object], None]) -> None:
    """Every page of this language is for everyone, under settings of which every two meet; `count` notes figures."""
    begun = time.monotonic()
    if language == HUB:
        plan = list(hub_visits(gallery.shots))
    else:
        assert not set(shown(gallery.app)) - set(gallery.places), "each has a state in tests/gallery"
        plan = list(visits(gallery.places, language, spoken(), 2))
    with Eyes(chrome, gallery.app) as eyes:
        walk = Walk(by_both).over(plan, eyes)
        count("walked", (walk.pages, walk.checks, time.monotonic() - begun))
        assert not walk.faults, told(walk.faults)
        assert eyes.strangers == [], "only this machine is asked for anything"
