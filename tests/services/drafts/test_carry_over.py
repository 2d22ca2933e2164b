"""The same person, another procedure: in one transaction, by the keys of whoever begins it."""

import dataclasses

import pytest
from msgspec.structs import replace

from kiosk.domain.answers import carried_answers
from kiosk.domain.answers.case import Answer
from kiosk.domain.keys.ring import NOBODY, Ring
from kiosk.domain.language.preferences import Preferences
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import open_case
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import answer_step, begin_case, carry_over
from kiosk.store.cases import cases
from kiosk.store.keys import wrapped_keys
from kiosk.store.keys.wrapped_keys import KeyKind
from tests.gallery.site.gestures import answered, form, submitted
from tests.services.conftest import fault_of

FRENCH = Preferences()


def at_screen(nadia: Actor) -> Actor:
    return dataclasses.replace(nadia, session="s" * 64, session_key=bytes(32))


def carry(box: Box, source_id: str, actor: Actor, procedure: str = "identity-document") -> str:
    return begin_case.begin(box, procedure, FRENCH, actor, source_id=source_id).id


def test_identity_and_address_stand_in_the_new_case_under_its_own_key(box: Box, nadia: Actor) -> None:
    source = submitted(box, actor=nadia).case_id
    opened = open_case(box, carry(box, source, nadia), nadia)
    typed = {name: answer.typed for name, answer in opened.case.answers.items()}
    assert typed["birth_name"] == {"": ("Benali",)}
    assert typed["birth_date"] == {"day": ("3",), "month": ("2",), "year": ("1965",)}
    assert typed["for_whom"] == {"": ("myself",)}
    assert not typed.keys() & {"copy_type", "parent_1"}, "nothing that has no role"
    assert opened.case.values == {}, "and nothing of it counts yet"
    db = box.store.read()
    assert data_keys.open_key(db, source, nadia) != opened.key


def test_the_session_turns_to_the_new_case_and_holds_no_key_of_the_old(box: Box, nadia: Actor) -> None:
    actor = at_screen(nadia)
    source = submitted(box, actor=actor).case_id
    case_id = carry(box, source, actor)
    keys_held = wrapped_keys.held_by(box.store.read(), KeyKind.SESSION, actor.session)
    assert [subject for subject, _ in keys_held] == [case_id]


def test_a_carried_question_that_an_answer_opens_is_shown_before_it_is_passed(box: Box, nadia: Actor) -> None:
    """The birth certificate asks for an address only once it is to be sent by post, on the same page."""
    source = answered(box, "identity-document", nadia)
    case_id = carry(box, source, nadia, "birth-certificate")
    done = answer_step.answer(box, case_id, "delivery", {"f.delivery": ["post"]}, FRENCH, nadia)
    assert [field.id for field in done.opened.journey.stop("delivery").fields] == ["delivery", "postal_address"]
    assert done.opened.case.answers["postal_address"].typed["city"] == ("Saint-Aubin",)
    assert (done.opened.case.position, done.faults) == ("delivery", {})


def test_only_who_opens_the_old_case_carries_it_on(box: Box, nadia: Actor) -> None:
    source = submitted(box, actor=at_screen(nadia)).case_id
    for other in (
        dataclasses.replace(nadia, ring=Ring({"ccas": bytes(32)})),
        dataclasses.replace(at_screen(nadia), ring=NOBODY),
        Actor(terminal=True),
    ):
        before = box.store.read().table("cases").count_where()
        with pytest.raises(Refused) as refused:
            carry(box, source, other)
        assert fault_of(refused) == Refusal.CANNOT_CARRY
        assert box.store.read().table("cases").count_where() == before, "and no case was begun"


def test_a_double_tap_carries_once(box: Box, nadia: Actor) -> None:
    source = answered(box, actor=nadia)
    first = begin_case.begin(box, "identity-document", FRENCH, nadia, "e" * 32, source_id=source)
    again = begin_case.begin(box, "identity-document", FRENCH, nadia, "e" * 32, source_id=source)
    assert first.id == again.id
    assert first.answers.keys() == again.answers.keys()


def test_what_is_empty_in_a_draft_is_filled_and_what_was_written_stays(box: Box, nadia: Actor) -> None:
    source = submitted(box, actor=nadia).case_id
    draft = begin_case.begin(box, "identity-document", FRENCH, nadia).id
    answer_step.answer(box, draft, "for-whom", form({"f.for_whom": "myself"}), FRENCH, nadia)
    opened = open_case(box, draft, nadia)
    with box.store.write() as db:
        written = {**opened.case.answers, "birth_name": Answer({"": ("Martin",)}, "Martin")}
        cases.save(db, replace(opened.case, answers=written), opened.key)
    for _ in range(2):
        carry_over.fill(box, draft, source, nadia)
    answers = open_case(box, draft, nadia).case.answers
    assert answers["birth_name"].value == "Martin"
    assert answers["birth_date"].fault == "to-confirm"
    opened = open_case(box, draft, nadia)
    fills = carry_over.fills(box, box.store.read(), source, opened.procedure, nadia)
    assert not fills.keys() & carried_answers.to_fill(opened.journey, opened.case.answers), "nothing is empty any more"


def test_nothing_is_filled_from_a_case_that_cannot_be_opened(box: Box, nadia: Actor) -> None:
    source = submitted(box, actor=nadia).case_id
    procedure = box.catalogue.get("identity-document")
    assert procedure and carry_over.fills(box, box.store.read(), source, procedure, nadia)
    assert carry_over.fills(box, box.store.read(), source, procedure, dataclasses.replace(nadia, ring=NOBODY)) == {}


def test_a_draft_for_somebody_else_is_filled_with_nothing(box: Box, nadia: Actor) -> None:
    source = submitted(box, actor=nadia).case_id
    draft = begin_case.begin(box, "identity-document", FRENCH, nadia).id
    answer_step.answer(box, draft, "for-whom", form({"f.for_whom": "my_child"}), FRENCH, nadia)
    before = open_case(box, draft, nadia).case.answers
    carry_over.fill(box, draft, source, nadia)
    assert open_case(box, draft, nadia).case.answers == before
