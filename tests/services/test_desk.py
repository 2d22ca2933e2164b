"""Begin, answer, change one's mind."""

from dataclasses import replace

import pytest

from kiosk.domain.preferences import Preferences
from kiosk.domain.ring import NOBODY, Ring
from kiosk.errors import Refused
from kiosk.services import desk
from kiosk.services.box import Actor, Box, open_box
from kiosk.settings import Settings
from kiosk.store import cases, outbox, safekeeping
from kiosk.store.database import number
from kiosk.store.outbox import Kept
from tests.gestures import BY_TOUCH, answered, form
from tests.services.conftest import fault_of

FRENCH = Preferences()
FORM_ID = "f" * 32


def count(box: Box, table: str) -> int:
    return number(box.store.read(), f"SELECT count(*) FROM {table}")


def event_of(box: Box, case_id: str) -> Kept:
    """The event that says the case was submitted."""
    found = outbox.current(box.store.read(), case_id, "submitted")
    assert found is not None
    return found


def test_a_case_begins_at_its_first_step_for_the_mediator_who_began_it(box: Box, nadia: Actor) -> None:
    case = desk.begin(box, "birth-certificate", Preferences("en", True), nadia)
    assert desk.open_case(box, case.id, nadia).case == case
    assert (case.position, case.language, case.plain, case.mediator_id) == ("for-whom", "en", True, nadia.mediator_id)
    assert desk.open_case(box, case.id, nadia).editable


def test_a_double_tap_begins_one_case(box: Box, nadia: Actor) -> None:
    first = desk.begin(box, "birth-certificate", FRENCH, nadia, FORM_ID)
    desk.answer(box, first.id, "for-whom", form({"f.for_whom": "myself"}), FRENCH, nadia)
    again = desk.begin(box, "birth-certificate", FRENCH, nadia, FORM_ID)
    assert (again.id, again.position) == (FORM_ID, "copy")
    assert count(box, "cases") == 1


def test_a_page_from_the_browsers_memory_begins_a_new_case_once_the_old_one_is_over(box: Box, nadia: Actor) -> None:
    desk.begin(box, "birth-certificate", FRENCH, nadia, FORM_ID)
    desk.discard(box, FORM_ID, nadia)
    again = desk.begin(box, "birth-certificate", FRENCH, nadia, FORM_ID)
    assert again.id != FORM_ID
    assert desk.open_case(box, again.id, nadia).case.answers == {}


def test_an_answer_is_kept_and_the_next_step_follows(box: Box, nadia: Actor) -> None:
    case = desk.begin(box, "birth-certificate", FRENCH, nadia)
    done = desk.answer(box, case.id, "for-whom", form({"f.for_whom": "myself"}), FRENCH, nadia)
    assert (done.faults, done.next_position) == ({}, "copy")
    kept = desk.open_case(box, case.id, nadia).case
    assert (kept.values, kept.position) == ({"for_whom": "myself"}, "copy")


def test_a_wrong_answer_is_kept_with_its_fault(box: Box, nadia: Actor) -> None:
    case = desk.begin(box, "birth-certificate", FRENCH, nadia)
    desk.answer(box, case.id, "for-whom", form({"f.for_whom": "myself"}), FRENCH, nadia)
    done = desk.answer(box, case.id, "copy", form({"f.copy_type": "full", "f.copies": "beaucoup"}), FRENCH, nadia)
    assert (done.faults, done.next_position) == ({"copies": "not-a-number"}, "copy")
    kept = desk.open_case(box, case.id, nadia).case
    assert kept.answers["copies"].typed == {"": ("beaucoup",)}
    assert kept.values["copy_type"] == "full"


def test_a_note_that_an_answer_opens_is_read_once_before_the_next_step(box: Box, nadia: Actor) -> None:
    case = desk.begin(box, "street-problem", FRENCH, nadia)
    danger, calm = form({"f.danger": "yes"}), form({"f.danger": "no"})
    positions = [
        desk.answer(box, case.id, "danger", given, FRENCH, nadia).next_position
        for given in (danger, danger, calm, danger)
    ]
    assert positions == ["danger", "problem", "problem", "danger"]


def test_a_draft_speaks_the_language_of_the_last_answer(box: Box, nadia: Actor) -> None:
    case = desk.begin(box, "birth-certificate", FRENCH, nadia)
    desk.answer(box, case.id, "for-whom", form({"f.for_whom": "myself"}), Preferences("en"), nadia)
    assert desk.open_case(box, case.id, nadia).case.language == "en"


def test_a_case_survives_the_box(box: Box, nadia: Actor) -> None:
    case_id = answered(box, actor=nadia)
    before = desk.open_case(box, case_id, nadia)
    box.store.close()
    again = open_box(box.settings, box.clock)
    assert desk.open_case(again, case_id, nadia) == before
    again.store.close()


def test_what_cannot_be_opened_is_refused(box: Box, nadia: Actor) -> None:
    case = desk.begin(box, "birth-certificate", FRENCH, nadia)
    for gesture, code in (
        (lambda: desk.begin(box, "nothing", FRENCH, nadia), "no-such-procedure"),
        (lambda: desk.open_case(box, "x" * 32, nadia), "no-such-case"),
        (lambda: desk.answer(box, "x" * 32, "copy", {}, FRENCH, nadia), "no-such-case"),
        (lambda: desk.answer(box, case.id, "applicant-of-mars", {}, FRENCH, nadia), "no-such-step"),
        (lambda: desk.answer(box, case.id, "tie", {}, FRENCH, nadia), "no-such-step"),
        (lambda: desk.submit(box, "x" * 32, nadia, BY_TOUCH), "no-such-case"),
    ):
        with pytest.raises(Refused) as refused:
            gesture()
        assert fault_of(refused) == code


def test_a_box_that_nobody_has_set_up_takes_no_case(settings: Settings) -> None:
    """There is no key that would open it again."""
    bare = open_box(settings)
    with pytest.raises(Refused) as refused:
        desk.begin(bare, "birth-certificate", FRENCH, Actor())
    assert fault_of(refused) == "not-set-up"
    assert count(bare, "cases") == 0
    bare.store.close()


def test_a_mediator_of_another_service_cannot_tell_a_case_from_none(box: Box, nadia: Actor) -> None:
    case_id = answered(box, actor=nadia)
    for other in (replace(nadia, ring=Ring({"ccas": bytes(32)})), replace(nadia, ring=NOBODY), Actor()):
        for gesture in (
            lambda who: desk.open_case(box, case_id, who),
            lambda who: desk.answer(box, case_id, "person", form({"f.birth_name": "X"}), FRENCH, who),
            lambda who: desk.submit(box, case_id, who, BY_TOUCH),
            lambda who: desk.discard(box, case_id, who),
        ):
            with pytest.raises(Refused) as refused:
                gesture(other)
            assert fault_of(refused) == "no-such-case"
    assert desk.open_case(box, case_id, nadia).case.values["birth_name"] == "Benali"


def test_whose_case_it_is_is_noted_with_the_answers_for_the_search(box: Box, nadia: Actor) -> None:
    case_id = answered(box, actor=nadia)
    opened = desk.open_case(box, case_id, nadia)
    assert desk.names_of(opened.procedure, opened.case) == {
        "person.birth_name": "Benali", "person.given_names": "Marie Louise", "person.birth_date": "1945-02-03",
    }  # fmt: skip


def test_a_discarded_draft_leaves_no_answer(box: Box, nadia: Actor) -> None:
    case_id = answered(box, actor=nadia)
    desk.discard(box, case_id, nadia)
    with pytest.raises(Refused):
        desk.open_case(box, case_id, nadia)
    assert cases.drafts(box.store.read(), nadia.ring.services) == []
    assert not safekeeping.any_left(box.store.read(), case_id)
