"""A whole procedure on one page: nothing of it is judged before it was seen, and nothing of it is lost."""

import pytest

from kiosk.domain.language.preferences import Preferences
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import begin_case, group_items, one_page, page_answers, submit_case
from tests.gallery.site.gestures import BY_TOUCH
from tests.gallery.site.household import FORMS, LINA, at_household, with_household


@pytest.fixture
def town(settings, watch):  # type: ignore[no-untyped-def]
    with with_household(settings, watch) as made:
        yield made


def test_a_case_that_is_submitted_is_answered_no_more(town: tuple[Box, Actor]) -> None:
    box, nadia = town
    case_id = at_household(box, nadia)
    group_items.answer(box, case_id, "people", 1, LINA, Preferences(), nadia)
    for form in (FORMS["opens"], FORMS["right"]):
        one_page.answer(box, case_id, form, Preferences(), nadia)
    submit_case.submit(box, case_id, nadia, BY_TOUCH)
    with pytest.raises(Refused, match="already-submitted"):
        one_page.answer(box, case_id, FORMS["right"], Preferences(), nadia)


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
    case_id = begin_case.begin(box, procedure.id, Preferences(), nadia).id

    def sent(danger: str) -> page_answers.Answered:
        return one_page.answer(box, case_id, {**form, "f.danger": [danger]}, Preferences(), nadia)

    assert any(sent("no").complete for _ in range(5)), "everything but the danger is settled"
    opened = sent("yes")
    notes = {field.id for stop in opened.opened.journey.stops for field in stop.fields if field.kind == "note"}
    assert notes and not opened.complete and not opened.faults
    assert sent("yes").complete
