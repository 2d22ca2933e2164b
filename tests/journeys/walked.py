"""A walk as a test: what is asked of the pages of a language."""

import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser

from scripts.check_html import validate
from scripts.walk.places import shown
from scripts.walk.plan import HUB, hub_visits, spoken, visits
from scripts.walk.walking import Walk
from tests.gallery.kept import Gallery
from tests.journeys.looking import Eyes, told


def walked(
    language: str, gallery: Gallery, chrome: Browser, folder: Path, count: Callable[[str, object], None]
) -> None:
    """Every page of this language is for everyone, under settings of which every two meet; `count` notes figures."""
    begun = time.monotonic()
    if language == HUB:
        plan = list(hub_visits(gallery.shots))
    else:
        assert not set(shown(gallery.app)) - set(gallery.places), "each has a state in tests/gallery"
        plan = list(visits(gallery.places, language, spoken(), 2))
    with Eyes(chrome, gallery.app) as eyes:
        walk = Walk().over(plan, eyes)
        invalid = validate({visit.shot.name: visit.shot for visit in plan}.values(), folder / "pages")
        count("walked", (walk.pages, walk.checks + walk.pages, time.monotonic() - begun))
        assert not walk.faults, told(walk.faults)
        assert not invalid, "\n".join(invalid)
        assert eyes.strangers == [], "only this machine is asked for anything"
