"""Each of a group is kept the moment it is answered, once however often it is sent, and gone when it is taken away."""

import pytest

from kiosk.domain.answers.position import Page, Position, step
from kiosk.domain.language.preferences import Preferences
from kiosk.errors import Refused
from kiosk.services.access.open_case import open_case
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import answer_step, group_items, one_page
from tests.gallery.site.household import FORMS, LINA, at_household, with_household


@pytest.fixture
def town(settings, watch, tmp_path):  # type: ignore[no-untyped-def]
    with with_household(settings, watch) as made:
        yield made


def people(box: Box, case_id: str, actor: Actor) -> list[dict[str, str]] | None:
    opened = open_case(box, case_id, actor)
    return opened.case.answers["people"].value if "people" in opened.case.answers else None


def test_one_is_kept_and_sent_twice_is_one(town: tuple[Box, Actor]) -> None:
    box, nadia = town
    case_id = at_household(box, nadia)
    for _ in range(2):
        listed = group_items.answer(box, case_id, "people", 1, LINA, Preferences(), nadia)
        assert not listed.faults
    assert people(box, case_id, nadia) == [{"name": "Lina", "birth": "2015"}]


def test_taken_away_twice_takes_nobody_else(town: tuple[Box, Actor]) -> None:
    box, nadia = town
    case_id = at_household(box, nadia)
    group_items.answer(box, case_id, "people", 1, LINA, Preferences(), nadia)
    group_items.answer(box, case_id, "people", 2, {"f.name": ["Paul"], "f.birth.year": ["1945"]}, Preferences(), nadia)
    for _ in range(2):
        group_items.remove(box, case_id, "people", 1, Preferences(), nadia)
    assert people(box, case_id, nadia) == [{"name": "Paul", "birth": "1945"}]
    assert group_items.show(box, case_id, "people", 2, nadia).place == 1


def test_there_is_room_for_no_more_than_the_file_says(town: tuple[Box, Actor]) -> None:
    box, nadia = town
    case_id = at_household(box, nadia)
    for number in (1, 2):
        group_items.answer(box, case_id, "people", number, LINA, Preferences(), nadia)
    with pytest.raises(Refused, match="too-many-items"):
        group_items.answer(box, case_id, "people", 3, LINA, Preferences(), nadia)
    assert group_items.answer(box, case_id, "people", 2, LINA, Preferences(), nadia).full


def test_adding_somebody_takes_back_that_there_is_nobody(town: tuple[Box, Actor]) -> None:
    box, nadia = town
    case_id = at_household(box, nadia)
    answer_step.answer(box, case_id, "people", {"f.people.none": ["1"]}, Preferences(), nadia)
    group_items.answer(box, case_id, "people", 1, LINA, Preferences(), nadia)
    assert people(box, case_id, nadia) == [{"name": "Lina", "birth": "2015"}]


def test_going_on_from_the_list_changes_nobody_in_it(town: tuple[Box, Actor]) -> None:
    box, nadia = town
    case_id = at_household(box, nadia)
    group_items.answer(box, case_id, "people", 1, LINA, Preferences(), nadia)
    answered = answer_step.answer(box, case_id, "people", {}, Preferences(), nadia)
    assert (answered.faults, answered.next_position) == ({}, "more")
    assert people(box, case_id, nadia) == [{"name": "Lina", "birth": "2015"}]


def test_everything_on_one_page_is_the_same_case(town: tuple[Box, Actor]) -> None:
    box, nadia = town
    case_id = at_household(box, nadia)
    first = one_page.answer(box, case_id, FORMS["wrong"], Preferences(), nadia)
    assert (first.complete, first.faults) == (False, {"people": "missing", "day": "not-a-date"})
    group_items.answer(box, case_id, "people", 1, LINA, Preferences(), nadia)
    opens = one_page.answer(box, case_id, FORMS["opens"], Preferences(), nadia)
    assert (opens.complete, opens.faults, opens.opened.case.position) == (False, {}, "whole")
    done = one_page.answer(box, case_id, FORMS["right"], Preferences(), nadia)
    assert (done.complete, done.opened.case.position) == (True, "whole")
    assert done.opened.case.values == {
        "people": [{"name": "Lina", "birth": "2015"}], "day": "2020-01-02", "more": True, "why": "Parce que",
    }  # fmt: skip


def test_a_question_of_one_of_a_group_that_its_answer_opens_is_shown_before_it_is_missing(
    town: tuple[Box, Actor],
) -> None:
    box, nadia = town
    case_id = at_household(box, nadia)
    student = {**LINA, "f.student": ["yes"]}
    seen = [group_items.answer(box, case_id, "people", 1, student, Preferences(), nadia) for _ in range(2)]
    assert [(listed.faults, listed.fresh) for listed in seen] == [({}, {"school"}), ({"school": "text-missing"}, set())]
    here = Position(Page.ITEM, "people", 1)
    assert [listed.next(Page.STEP, more=False) for listed in seen] == [here, here]


def test_after_one_of_a_group_comes_the_list_or_another_one_where_there_is_room(town: tuple[Box, Actor]) -> None:
    box, nadia = town
    case_id = at_household(box, nadia)
    one, two = (group_items.answer(box, case_id, "people", number, LINA, Preferences(), nadia) for number in (1, 2))
    assert one.next(Page.STEP, more=False) == step("people")
    assert one.next(Page.WHOLE, more=False) == Position(Page.WHOLE, "people")
    assert one.next(Page.REVIEW, more=True) == Position(Page.ITEM, "people", 2, Page.REVIEW)
    assert two.next(Page.STEP, more=True) == step("people")


def test_a_draft_speaks_the_language_of_the_last_one_of_a_group(town: tuple[Box, Actor]) -> None:
    box, nadia = town
    case_id = at_household(box, nadia)
    group_items.answer(box, case_id, "people", 1, LINA, Preferences("en", True), nadia)
    kept = open_case(box, case_id, nadia).case
    assert (kept.language, kept.plain) == ("en", True)
    group_items.remove(box, case_id, "people", 1, Preferences("ar"), nadia)
    assert open_case(box, case_id, nadia).case.language == "ar"
