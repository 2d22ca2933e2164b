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


def test_a_note_that_an_answer_opens_is_read_before_the_review(box: Box, nadia: Actor) -> None:
    """On one page as on many: « appelez le 112 » is not passed over, and is shown once."""
    procedure = box.catalogue.get("street-problem")
    assert procedure is not None
    typed = {name: parts for example in procedure.examples for name, parts in example.answers.items()}
    form = {
        f"f.{name}.{part}" if part else f"f.{name}": list(values)
        for name, parts in typed.items()
        for part, values in parts.items()
    }
    case_id = desk.begin(box, procedure.id, Preferences(), nadia).id

    def sent(danger: str) -> whole.Answered:
        return whole.answer(box, case_id, {**form, "f.danger": [danger]}, Preferences(), nadia)

    assert any(sent("no").complete for _ in range(5)), "everything but the danger is settled"
    opened = sent("yes")
    notes = {field.id for stop in opened.opened.journey.stops for field in stop.fields if field.kind == "note"}
    assert notes and not opened.complete and not opened.faults
    assert sent("yes").complete
