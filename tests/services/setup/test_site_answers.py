"""Answers about the town hall, as they are read and kept."""

from kiosk import settings
from kiosk.domain.screen.first_day_step import OF_SITE, FirstDayStep
from kiosk.services.box.box import Box
from kiosk.services.setup import site_answers
from kiosk.store.people import first_day_steps


def test_texts_are_one_line_of_what_a_printer_can_print(box: Box) -> None:
    given = site_answers.read(box.settings, FirstDayStep.NAME, {"name": ["  Mairie\n de\u200b\tRennes\x00 "]})
    assert given.values == {"site_name": "Mairie de Rennes"} and not given.faults


def test_a_form_without_its_fields_is_a_wrong_answer_and_no_fault_of_ours(box: Box) -> None:
    wrong = [step for step in OF_SITE if site_answers.read(box.settings, step, {}).faults]
    assert wrong == [
        FirstDayStep.NAME, FirstDayStep.COMMUNE, FirstDayStep.CODE, FirstDayStep.LANGUAGES, FirstDayStep.SERVICES,
        FirstDayStep.SCREENS,
    ]  # fmt: skip


def test_an_answer_is_kept_before_its_step_is_noted(box: Box) -> None:
    site_answers.keep(box, FirstDayStep.NAME, {"site_name": "Mairie « de l’Été »"})
    assert settings.read(box.settings.data, {}).site_name == "Mairie « de l’Été »"
    assert first_day_steps.done(box.store.read()) == {"name"}


def test_communes_that_do_not_exist_are_left_out_and_none_comes_twice(box: Box) -> None:
    assert [place.name for place in site_answers.communes(box.settings, ["35238", "00000", "35238"])] == ["Rennes"]


def test_languages_are_offered_french_first(box: Box) -> None:
    assert site_answers.languages_offered(box.settings)[:2] == ["fr", "en"]
