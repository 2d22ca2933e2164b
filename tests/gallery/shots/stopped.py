"""A stop: as advice beside which one may file anyway, printed, filed anyway, and absolute."""

from collections.abc import Iterator
from dataclasses import replace
from shutil import copy

from kiosk.settings import Settings
from tests.gallery.shots.town import STOPS, Town
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Page

ELSEWHERE = {"f.birth_date.unknown": "1", "f.birth_commune": "Lyon"}
"""Answers of somebody born in a commune that is not the site's, on a day they do not know."""
TOO_YOUNG = {"f.birth_date.day": "1", "f.birth_date.month": "2", "f.birth_date.year": "2020", "f.birth_commune": "Oz"}


def with_stops(settings: Settings) -> Settings:
    """The same settings for Saint-Aubin-d’Aubigné and Rennes, with the procedure that has stops in its data folder."""
    settings = replace(settings, commune=("35251", "35238"))
    settings.paths.create()
    copy(STOPS, settings.paths.procedures)
    return settings


def stopped(place: Town, language: str) -> Iterator[tuple[str, Page]]:
    """Pages of a person born elsewhere, who files anyway, and of a child."""
    browser = place.browser
    page = steps_taken.answer(browser, steps_taken.begin(browser, "stops"), {"f.for_whom": "myself"})
    yield "step-commune", page
    yield "step-commune-doubt", steps_taken.answer(browser, page, {**ELSEWHERE, "f.birth_commune": "Saint-Denis"})
    page = steps_taken.answer(browser, page, ELSEWHERE)
    yield "stop", page
    yield "stop-printed", browser.send(page.form_to("/where-to-go/end.born_elsewhere"))
    on = browser.send(page.form_to("/steps/end.born_elsewhere", "anyway"))
    yield "stop-filed", browser.get(page.path)
    on = steps_taken.answer(browser, on, {"f.birth_name": "Benali", "f.mother.unknown": "1"})
    yield "review-filed-anyway", steps_taken.answer(browser, on, {"f.identity_shown": "to_bring"})
    page = steps_taken.answer(browser, steps_taken.begin(browser, "stops"), {"f.for_whom": "assisted"})
    yield "step-curator", page
    curator = {"f.curator_family_name": "Roux", "f.curator_signature": "on_paper"}
    page = steps_taken.answer(browser, page, curator)
    yield "stop-absolute", steps_taken.answer(browser, page, TOO_YOUNG)
