"""Makes a mandate with Jeanne through the screens."""

from tests.gallery.site.page import Browser, Page

DRAWN = "[[0, 40, 20, 0, 40, 40, 60, 10, 80, 40], [90, 35, 100, 35]]"
SCOPE = {"themes": ["papiers", "social"], "duration": "MONTH"}
PERSON = {
    "family_name": "Martin", "given_names": "Jeanne", "birth.day": "12", "birth.month": "mars", "birth.year": "1945",
    "address": "3 rue du Puits, 35140 Saint-Aubin",
}  # fmt: skip


def to_signature(desk: Browser) -> Page:
    page = desk.get("/desk/mandates/new")
    for values in ({}, SCOPE, PERSON):
        page = desk.send(page.form("mandate-form").with_values({**values, "do": "next"}))
    return page


def sign(desk: Browser, **values: str) -> Page:
    return desk.send(to_signature(desk).form("mandate-form").with_values({**values, "do": "next"}))
