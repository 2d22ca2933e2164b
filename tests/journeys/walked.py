"""A walk over all pages of a language as a test: what is checked on each page."""

import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from playwright.sync_api import Browser

from kiosk.domain.screen.station import Comfort
from tests.gallery.browser.eyes import Eyes, told
from tests.gallery.check_html import validate
from tests.gallery.walk.kept_pages import Gallery
from tests.gallery.walk.places import shown
from tests.gallery.walk.plan import (
    FRENCH,
    HUB,
    NARROWEST,
    Setting,
    Visit,
    hub_visits,
    one_of_each_kind,
    visits,
    visits_of,
)
from tests.gallery.walk.walking import Walk
from tests.long_runs import ARE_LONG

WALKED = (FRENCH, "ar")
"""The one of most people, and one from right to left, which waits for the night. `trials.walk` walks in all."""
VALIDATED = (FRENCH, "ar", HUB)
"""Whose HTML is validated: one for each direction, since other languages differ in their words alone, and words are
escaped; `make trials` validates in all."""

AT_A_DESK = "1280×800"
FOR_EYES = Setting(FRENCH, Comfort(), NARROWEST)
"""How the fullest state of each page is laid out once more: what is too wide shows there first."""


def at_the_hub(gallery: Gallery, visit: Visit) -> bool:
    """Whether a page of the hub is looked at: every one in the narrowest window, the fullest state at a desk too.

    `make trials` looks in every window.
    """
    window = visit.setting.window
    return window == NARROWEST or (window == AT_A_DESK and visit.shot.name in gallery.fullest)


def by_both(gallery: Gallery, plan: Sequence[Visit]) -> Callable[[Visit], bool]:
    """Whether IBM's engine judges a visit beside axe: the fullest state of each page once, in French and of the hub.

    It sees how a page is made, which is the same in every language and window; in `make trials` it judges all.
    """
    once: dict[str, Visit] = {}
    for visit in plan:
        if visit.setting.language in (FRENCH, HUB) and visit.shot.name in gallery.fullest:
            once.setdefault(visit.shot.name, visit)
    return lambda visit: once.get(visit.shot.name) is visit


def judged(gallery: Gallery) -> Callable[[Visit], bool]:
    """Whether rules judge a visit, and what is read aloud is held against the tree; others are for eyes alone: a page's
    fullest state in the narrowest window, which is judged in a wider one.
    """

    def is_judged(visit: Visit) -> bool:
        wider_too = visit.setting.language == HUB and visit.shot.name in gallery.fullest
        return visit.setting is not FOR_EYES and not (wider_too and visit.setting.window == NARROWEST)

    return is_judged


def walked(language: str, gallery: Gallery, chrome: Browser, count: Callable[[str, object], None]) -> None:
    """Every page of this language is for everyone, and valid HTML; `count` notes figures.

    The fullest state of each page and one of every kind of element, under settings of which every two meet; the fullest
    for eyes in the narrowest window too. `make trials` walks over every state, every two settings meeting on each page.
    """
    begun = time.monotonic()
    shots = gallery.shots if ARE_LONG else one_of_each_kind(gallery.places)
    if language in VALIDATED:
        with tempfile.TemporaryDirectory(prefix="parvis-pages-") as folder:
            invalid = validate(shots, Path(folder) / "pages")
        assert not invalid, "\n".join(invalid)
        count("validated", len(shots))
    missing = set(shown(gallery.app)) - set(gallery.places)
    assert not missing, f"each has a state in the gallery, and these have none: {missing}"
    if language == HUB:
        plan = [visit for visit in hub_visits(shots) if at_the_hub(gallery, visit)]
    elif ARE_LONG:
        plan = list(visits(gallery.places, language, WALKED, 2))
    else:
        plan = [*visits_of(shots, language), *(Visit(shot, FOR_EYES) for shot in shots if shot.name in gallery.fullest)]
    with Eyes(chrome, gallery.app) as eyes:
        walk = Walk(by_both(gallery, plan), judged(gallery), judged(gallery)).over(plan, eyes)
        count("walked", (walk.pages, walk.checks, time.monotonic() - begun))
        count("read aloud", (walk.read, walk.sentences))
        assert not walk.faults, told(walk.faults)
        assert eyes.strangers == [], "only this machine is asked for anything"
