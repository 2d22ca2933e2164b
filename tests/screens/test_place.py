"""The town hall changes at the desk what it says of itself: hours, a closing week, telephone, languages, services."""

import pytest
from flask import Flask

from kiosk.services.box.box import Actor, Box
from kiosk.settings import read_settings
from tests.gallery.site.page import Browser, Form
from tests.gallery.site.steps_taken import sign_in
from tests.screens.conftest import OMARS_PIN, OMARS_WORDS


def answer(desk: Browser, step: str, **values: str | list[str]) -> Form:
    """The form of one part, filled in."""
    return desk.get(f"/desk/place/{step}").form("answer").with_values(values)


def test_hours_telephone_and_languages_count_at_once_and_at_the_next_start(desk: Browser, box: Box) -> None:
    page = desk.get("/desk/place")
    assert "1 place de la Mairie" in page.main and "français" in page.main.lower()
    desk.send(answer(desk, "hours", **{f"day-{day}": "9h-12h" for day in range(5)}))
    desk.send(answer(desk, "contact", phone="0299112233"))
    page = desk.send(answer(desk, "languages", language=["fr", "uk"], first="uk"))
    assert "de 9 h à 12 h" in page.main and "02 99 11 22 33" in page.main
    assert box.site.phone == "02 99 11 22 33" and box.settings.languages == ("uk", "fr")
    written = read_settings(box.settings.data, {})
    assert (written.site_phone, written.languages) == (box.site.phone, ("uk", "fr"))
    noted = box.store.read().execute("SELECT detail FROM journal WHERE action = 'place-changed' ORDER BY rowid")
    assert [detail for (detail,) in noted] == ["hours", "contact", "languages"]


def test_a_closing_week_is_added_told_to_people_and_taken_away(desk: Browser, box: Box) -> None:
    desk.send(answer(desk, "hours", **{f"day-{day}": "9h-12h" for day in range(5)}))
    first = box.watch.today().day.replace(day=28)
    typed = first.strftime("%d/%m/%Y")
    page = desk.send(answer(desk, "closings", **{"from": typed}))
    assert "fermé" in page.main
    page = desk.get("/desk/place/closings")
    assert "fermé" in page.main
    page = desk.send(
        page.form("answer").with_values({"gone": [tick.get("value") for tick in page.all("input[name=gone]")]})
    )
    assert "fermé" not in page.main and "de 9 h à 12 h" in page.main


def test_a_day_that_is_none_is_named_and_nothing_typed_is_lost(desk: Browser, box: Box) -> None:
    before = box.settings.hours
    for typed, field in (
        ({"from": "32/12/2026", "until": "", "open": ""}, "from"),
        ({"from": "24/12/2026", "until": "demain", "open": ""}, "until"),
        ({"from": "24/12/2026", "until": "23/12/2026", "open": ""}, "until"),
        ({"from": "", "until": "24/12/2026", "open": "9h-12h"}, "from"),
        ({"from": "24/12/2026", "until": "", "open": "le matin"}, "open"),
    ):
        page = desk.send(answer(desk, "closings", **typed))
        assert page.status == 422 and page.one(f"#{field}").get("aria-invalid") == "true", typed
        assert {name: page.one(f"#{name}").get("value") for name in typed} == typed
    assert box.settings.hours == before


def test_only_who_decides_for_the_town_hall_changes_it(desk: Browser, app: Flask, omar: Actor, box: Box) -> None:
    other = Browser(app.test_client())
    sign_in(other, "omar", OMARS_WORDS, OMARS_PIN)
    assert "Changer" not in other.get("/desk/place").main
    before = box.settings
    assert other.send(answer(other, "contact", phone="0299112233")).status >= 400
    assert box.settings == before


@pytest.mark.parametrize("step", ["code", "screens", "mediator", "nothing"])
def test_the_code_of_the_numbers_is_not_changed_here(desk: Browser, step: str) -> None:
    assert desk.get(f"/desk/place/{step}").status == 404
