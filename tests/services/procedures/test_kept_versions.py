"""A draft finishes with the questions it began with, and a submitted case shows those it was asked."""

from dataclasses import replace

import pytest

from kiosk.catalogue.define.catalogue import open_catalogue
from kiosk.catalogue.define.live_catalogue import LiveCatalogue
from kiosk.domain.answers.position import REVIEW
from kiosk.domain.language.preferences import Preferences
from kiosk.errors import Refused
from kiosk.services.access.open_case import open_case
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import answer_step, group_items, submit_case
from kiosk.services.procedures import kept_versions
from kiosk.services.submitted import follow_case
from tests.gallery.site.gestures import BY_TOUCH
from tests.gallery.site.household import FORMS, LINA, PROCEDURE, at_household, with_household

CHANGED = PROCEDURE.replace("label: Depuis le", "label: Depuis quel jour").replace("most: 2", "most: 1")


@pytest.fixture
def town(settings, watch):  # type: ignore[no-untyped-def]
    with with_household(settings, watch) as made:
        yield made


def after(box: Box, text: str) -> Box:
    """The same box, started again with another file, or with none."""
    file = box.settings.paths.procedures / "household.yaml"
    file.write_text(text, "utf-8") if text else file.unlink()
    return replace(box, live_catalogue=LiveCatalogue(open_catalogue([box.settings.paths.procedures])))


@pytest.mark.parametrize("text", [CHANGED, "", "id: ["], ids=["changed", "gone", "broken"])
def test_a_draft_finishes_on_the_version_it_began(town: tuple[Box, Actor], text: str) -> None:
    box, nadia = town
    case_id = at_household(box, nadia)
    group_items.answer(box, case_id, "people", 1, LINA, Preferences(), nadia)
    box = after(box, text)
    group_items.answer(box, case_id, "people", 2, LINA, Preferences(), nadia)  # the new file has room for one
    for step, form in (("people", {}), ("more", FORMS["opens"]), ("more", FORMS["right"])):
        answer_step.answer(box, case_id, step, form, Preferences(), nadia)
    assert open_case(box, case_id, nadia).case.position == REVIEW.kept
    submitted = submit_case.submit(box, case_id, nadia, BY_TOUCH)
    body = follow_case.follow(box, submitted.reference, nadia).submitted
    assert body is not None
    assert "Depuis le" in [row["label"] for row in body["answers"]]


def test_whoever_begins_now_is_asked_the_new_questions(town: tuple[Box, Actor]) -> None:
    box, nadia = town
    old = at_household(box, nadia)
    box = after(box, CHANGED)
    new = at_household(box, nadia)
    labels = [
        next(field.label.text for field in open_case(box, item, nadia).procedure.fields() if field.id == "day")
        for item in (old, new)
    ]
    assert labels == ["Depuis le", "Depuis quel jour"]


def test_a_version_number_that_nobody_raised_hides_no_change(town: tuple[Box, Actor]) -> None:
    box, nadia = town
    case_id = at_household(box, nadia)
    box = after(box, CHANGED)
    kept = kept_versions.of_case(box, box.store.read(), case_id)
    assert kept is not None and kept.version == box.catalogue.procedures[0].version
    assert kept.sha256 != box.catalogue.procedures[0].sha256


def test_a_case_without_its_file_and_without_a_procedure_is_refused_in_words(town: tuple[Box, Actor]) -> None:
    box, nadia = town
    case_id = at_household(box, nadia)
    with box.store.write() as db:
        db.conn.execute("DELETE FROM procedure_files")
    with pytest.raises(Refused, match="no-such-procedure"):
        open_case(after(box, ""), case_id, nadia)
