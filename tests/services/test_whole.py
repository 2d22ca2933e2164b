"""A whole procedure on one page: nothing of it is judged before it was seen, and nothing of it is lost."""

import pytest

from kiosk.domain.preferences import Preferences
from kiosk.errors import Refused
from kiosk.services import desk, items, whole
from kiosk.services.box import Actor, Box
from tests.gestures import BY_TOUCH
from tests.services.household import FORMS, LINA, at_household, with_household


@pytest.fixture
def town(settings, watch):  # type: ignore[no-untyped-def]
    with with_household(settings, watch) as made:
        yield made


def test_a_question_that_an_answer_opens_is_not_missing_before_it_was_seen(town: tuple[Box, Actor]) -> None:
    box, nadia = town
    case_id = at_household(box, nadia)
    items.answer(box, case_id, "people", 1, LINA, nadia)
    assert whole.answer(box, case_id, FORMS["opens"], Preferences(), nadia).faults == {}
    assert whole.answer(box, case_id, FORMS["opens"], Preferences(), nadia).faults == {"why": "missing"}


def test_a_case_that_is_submitted_is_answered_no_more(town: tuple[Box, Actor]) -> None:
    box, nadia = town
    case_id = at_household(box, nadia)
    items.answer(box, case_id, "people", 1, LINA, nadia)
    for form in (FORMS["opens"], FORMS["right"]):
        whole.answer(box, case_id, form, Preferences(), nadia)
    desk.submit(box, case_id, nadia, BY_TOUCH)
    with pytest.raises(Refused, match="already-submitted"):
        whole.answer(box, case_id, FORMS["right"], Preferences(), nadia)


def test_it_is_taken_up_where_it_was_left(town: tuple[Box, Actor]) -> None:
    box, nadia = town
    case_id = at_household(box, nadia)
    whole.answer(box, case_id, FORMS["wrong"], Preferences(), nadia)
    opened = desk.open_case(box, case_id, nadia)
    assert opened.case.position == desk.WHOLE
    assert opened.case.answers["day"].typed == {"day": ("31",), "month": ("2",), "year": ("2020",)}
