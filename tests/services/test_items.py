"""Each of a group is kept the moment it is answered, once however often it is sent, and gone when it is taken away."""

import pytest

from kiosk.domain.preferences import Preferences
from kiosk.errors import Refused
from kiosk.services import desk, items, whole
from kiosk.services.box import Actor, Box
from tests.services.household import FORMS, LINA, at_household, with_household


@pytest.fixture
def town(settings, watch, tmp_path):  # type: ignore[no-untyped-def]
    with with_household(settings, watch) as made:
        yield made


def people(box: Box, case_id: str, actor: Actor) -> list[dict[str, str]] | None:
    opened = desk.open_case(box, case_id, actor)
    return opened.case.answers["people"].value if "people" in opened.case.answers else None


def test_one_is_kept_and_sent_twice_is_one(town: tuple[Box, Actor]) -> None:
    box, nadia = town
    case_id = at_household(box, nadia)
    for _ in range(2):
        listed = items.answer(box, case_id, "people", 1, LINA, nadia)
        assert not listed.item.faults
    assert people(box, case_id, nadia) == [{"name": "Lina", "birth": "2015"}]


def test_what_was_typed_wrong_is_kept_too(town: tuple[Box, Actor]) -> None:
    box, nadia = town
    case_id = at_household(box, nadia)
    listed = items.answer(box, case_id, "people", 1, {"f.name": ["Lina"], "f.birth.year": ["demain"]}, nadia)
    assert listed.item.faults == {"birth": "not-a-date"}
    again = items.show(box, case_id, "people", 1, nadia)
    assert again.item.answers["birth"].typed == {"year": ("demain",)}
    assert not desk.open_case(box, case_id, nadia).journey.stops[0].settled


def test_taken_away_twice_takes_nobody_else(town: tuple[Box, Actor]) -> None:
    box, nadia = town
    case_id = at_household(box, nadia)
    items.answer(box, case_id, "people", 1, LINA, nadia)
    items.answer(box, case_id, "people", 2, {"f.name": ["Paul"], "f.birth.year": ["1945"]}, nadia)
    for _ in range(2):
        items.remove(box, case_id, "people", 1, nadia)
    assert people(box, case_id, nadia) == [{"name": "Paul", "birth": "1945"}]
    assert items.show(box, case_id, "people", 2, nadia).place == 1


def test_there_is_room_for_no_more_than_the_file_says(town: tuple[Box, Actor]) -> None:
    box, nadia = town
    case_id = at_household(box, nadia)
    for number in (1, 2):
        items.answer(box, case_id, "people", number, LINA, nadia)
    with pytest.raises(Refused, match="too-many-items"):
        items.answer(box, case_id, "people", 3, LINA, nadia)
    assert items.answer(box, case_id, "people", 2, LINA, nadia).full


def test_adding_somebody_takes_back_that_there_is_nobody(town: tuple[Box, Actor]) -> None:
    box, nadia = town
    case_id = at_household(box, nadia)
    desk.answer(box, case_id, "people", {"f.people.none": ["1"]}, Preferences(), nadia)
    items.answer(box, case_id, "people", 1, LINA, nadia)
    assert people(box, case_id, nadia) == [{"name": "Lina", "birth": "2015"}]


def test_going_on_from_the_list_changes_nobody_in_it(town: tuple[Box, Actor]) -> None:
    box, nadia = town
    case_id = at_household(box, nadia)
    items.answer(box, case_id, "people", 1, LINA, nadia)
    answered = desk.answer(box, case_id, "people", {}, Preferences(), nadia)
    assert (answered.faults, answered.next_position) == ({}, "more")
    assert people(box, case_id, nadia) == [{"name": "Lina", "birth": "2015"}]


def test_a_group_that_is_not_asked_has_no_page(town: tuple[Box, Actor]) -> None:
    box, nadia = town
    case_id = at_household(box, nadia)
    with pytest.raises(Refused, match="no-such-step"):
        items.show(box, case_id, "more", 1, nadia)


def test_everything_on_one_page_is_the_same_case(town: tuple[Box, Actor]) -> None:
    box, nadia = town
    case_id = at_household(box, nadia)
    first = whole.answer(box, case_id, FORMS["wrong"], Preferences(), nadia)
    assert (first.complete, first.faults) == (False, {"people": "missing", "day": "not-a-date"})
    items.answer(box, case_id, "people", 1, LINA, nadia)
    opens = whole.answer(box, case_id, FORMS["opens"], Preferences(), nadia)
    assert (opens.complete, opens.faults, opens.opened.case.position) == (False, {}, "whole")
    done = whole.answer(box, case_id, FORMS["right"], Preferences(), nadia)
    assert (done.complete, done.opened.case.position) == (True, "review")
    assert done.opened.case.values == {
        "people": [{"name": "Lina", "birth": "2015"}], "day": "2020-01-02", "more": True, "why": "Parce que",
    }  # fmt: skip
