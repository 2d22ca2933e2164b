"""What a second screen says of a case is what was saved, in the person's words, with French beneath."""

import pytest

from kiosk.services.access.open_case import Opened, open_case
from kiosk.services.box.box import Actor, Box
from kiosk.services.lan.second_lines import Line, digest_of, lines_of
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser


@pytest.fixture
def opened(desk: Browser, box: Box, nadia: Actor) -> Opened:
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="parents")
    return open_case(box, steps_taken.case_of(page), nadia)


def by_field(lines: tuple[Line, ...]) -> dict[str, Line]:
    return {line.field: line for line in lines}


def test_each_question_has_its_answer_in_both_languages(opened: Opened, box: Box) -> None:
    line = by_field(lines_of(opened.journey, box.words("ar"), box.words()))["birth_date"]
    assert line.answer_french == "3 février 1965" and line.answer != line.answer_french
    assert line.french and line.question != line.french and line.step == "birth"


def test_french_is_not_said_twice(opened: Opened, box: Box) -> None:
    line = by_field(lines_of(opened.journey, box.words(), box.words()))["birth_date"]
    assert (line.answer, line.french, line.answer_french) == ("3 février 1965", "", "")


def test_a_language_changes_no_digest_and_another_answer_does(
    opened: Opened, box: Box, desk: Browser, nadia: Actor
) -> None:
    french, arabic = (lines_of(opened.journey, box.words(language), box.words()) for language in ("fr", "ar"))
    assert digest_of(french) == digest_of(arabic)
    page = desk.get(f"/cases/{opened.case.id}/steps/birth")
    steps_taken.answer(desk, page, {"f.birth_date.day": "4"})
    changed = lines_of(open_case(box, opened.case.id, nadia).journey, box.words(), box.words())
    other = {name for name, line in by_field(changed).items() if line.digest != by_field(french)[name].digest}
    assert other == {"birth_date"} and digest_of(changed) != digest_of(french)
