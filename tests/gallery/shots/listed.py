"""Shots of a whole procedure on one page, of a group of people, and of removing a colleague."""

from collections.abc import Iterator

from tests.gallery.shots.town import Town
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page


def listed(place: Town, language: str) -> Iterator[tuple[str, Page]]:
    browser = place.browser
    page = steps_taken.begin(browser, "household")
    yield "listed-none", page
    result = _press(browser, page, ".1")
    yield "item", result
    yield "item-wrong", browser.send(result.form("answer").with_values({"f.name": "Lina", "f.birth.year": "demain"}))
    page = browser.send(result.form("answer").with_values({"f.name": "Lina", "f.birth.year": "2015"}))
    yield "listed", page
    yield "item-remove", _press(browser, page, ".remove")
    begun = browser.get("/procedures/household").form("begin").with_values({"on": "whole"})
    whole = browser.send(begun)
    yield "whole", whole
    yield "whole-missing", browser.send(whole.form("answer"))
    yield "departure", browser.get("/desk/team/omar/remove")


def _press(browser: Browser, page: Page, ending: str) -> Page:
    """The last button of the list whose value ends so."""
    values = [button.attrib["value"] for button in page.all("button[name=item]")]
    value = [value for value in values if value.endswith(ending)][-1]
    return browser.send(page.form("answer").with_values({"item": value}))
