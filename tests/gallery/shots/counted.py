"""Shots of the figures of a month."""

from collections.abc import Iterator
from datetime import date

from tests.figures import keep_month
from tests.gallery.shots.town import Town
from tests.gallery.site.page import Page


def counted(place: Town, _language: str) -> Iterator[tuple[str, Page]]:
    """A month in which nobody came, and one of a small town hall."""
    yield "figures-none", place.browser.get("/desk/figures?month=2020-01")
    keep_month(place.box, date(2025, 2, 3))
    yield "figures", place.browser.get("/desk/figures?month=2025-02")
