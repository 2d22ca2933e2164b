"""Answer one step of a draft."""

from dataclasses import replace

import pytest

from kiosk.domain.answers.names import names_of
from kiosk.domain.keys.ring import NOBODY, Ring
from kiosk.domain.language.preferences import Preferences
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import open_case
from kiosk.services.box.box import Actor, Box, open_box
from kiosk.services.drafts import answer_step, begin_case, discard_draft, submit_case
from tests.gallery.site import steps_taken
from tests.gallery.site.gestures import BY_TOUCH, answered, form
from tests.services.conftest import fault_of

FRENCH = Preferences()


def test_a_note_that_an_answer_opens_is_read_once_before_the_next_step(box: Box, nadia: Actor) -> None:
    case = begin_case.begin(box, "street-problem", FRENCH, nadia)
    danger, calm = form({"f.danger": "yes"}), form({"f.danger": "no"})
    positions = [
        answer_step.answer(box, case.id, "danger", given, FRENCH, nadia).next_position
        for given in (danger, danger, calm, danger)
    ]
    assert positions == ["danger", "problem", "problem", "danger"]


def test_a_draft_speaks_the_language_of_the_last_answer(box: Box, nadia: Actor) -> None:
    case = begin_case.begin(box, "birth-certificate", FRENCH, nadia)
    answer_step.answer(box, case.id, "for-whom", form({"f.for_whom": "myself"}), Preferences("en"), nadia)
    assert open_case(box, case.id, nadia).case.language == "en"


def test_a_case_survives_the_box(box: Box, nadia: Actor) -> None:
    case_id = answered(box, actor=nadia)
    before = open_case(box, case_id, nadia)
    box.store.close()
    again = open_box(box.settings, box.clock)
    assert open_case(again, case_id, nadia) == before
    again.store.close()


def test_what_cannot_be_opened_is_refused(box: Box, nadia: Actor) -> None:
    case = begin_case.begin(box, "birth-certificate", FRENCH, nadia)
    for gesture, code in (
        (lambda: begin_case.begin(box, "nothing", FRENCH, nadia), "no-such-procedure"),
        (lambda: open_case(box, "x" * 32, nadia), "no-such-case"),
        (lambda: answer_step.answer(box, "x" * 32, "copy", {}, FRENCH, nadia), "no-such-case"),
        (lambda: answer_step.answer(box, case.id, "applicant-of-mars", {}, FRENCH, nadia), "no-such-step"),
        (lambda: answer_step.answer(box, case.id, "tie", {}, FRENCH, nadia), "no-such-step"),
        (lambda: submit_case.submit(box, "x" * 32, nadia, BY_TOUCH), "no-such-case"),
    ):
        with pytest.raises(Refused) as refused:
            gesture()
        assert fault_of(refused) == code


def test_a_mediator_of_another_service_cannot_tell_a_case_from_none(box: Box, nadia: Actor) -> None:
    case_id = answered(box, actor=nadia)
    for other in (replace(nadia, ring=Ring({"ccas": bytes(32)})), replace(nadia, ring=NOBODY), Actor()):
        for gesture in (
            lambda who: open_case(box, case_id, who),
            lambda who: answer_step.answer(box, case_id, "person", form({"f.birth_name": "X"}), FRENCH, who),
            lambda who: submit_case.submit(box, case_id, who, BY_TOUCH),
            lambda who: discard_draft.discard(box, case_id, who),
        ):
            with pytest.raises(Refused) as refused:
                gesture(other)
            assert fault_of(refused) == Refusal.NO_SUCH_CASE
    assert open_case(box, case_id, nadia).case.values["birth_name"] == "Benali"


def test_whose_case_it_is_is_noted_with_the_answers_for_the_search(box: Box, nadia: Actor) -> None:
    case_id = answered(box, actor=nadia)
    opened = open_case(box, case_id, nadia)
    assert names_of(opened.procedure, opened.case) == {
        "person.birth_name": "Benali", "person.given_names": "Marie Louise", "person.birth_date": "1965-02-03",
    }  # fmt: skip


PAPERS = "papers"


def test_a_citizen_alone_cannot_certify_an_original_and_a_mediator_who_takes_the_draft_up_can(
    box: Box, nadia: Actor
) -> None:
    """Review of the screens, B3: a false official statement; a form sent by hand is refused as well."""
    alone = Actor("terminal", session="s" * 64, session_key=bytes(range(32)), terminal=True)
    case = begin_case.begin(box, "birth-certificate", FRENCH, alone)
    for step, answers in {**steps_taken.BIRTH_CERTIFICATE, PAPERS: {"f.identity_shown": "with_me"}}.items():
        answer_step.answer(box, case.id, step, form(answers), FRENCH, alone)
    seen = form({"f.identity_shown": "seen"})
    refused = answer_step.answer(box, case.id, PAPERS, seen, FRENCH, alone)
    assert refused.faults == {"identity_shown": "only-a-mediator"}
    assert "identity_shown" not in open_case(box, case.id, alone).case.values
    answer_step.answer(box, case.id, PAPERS, form({"f.identity_shown": "with_me"}), FRENCH, alone)
    with_both = replace(nadia, session=alone.session, session_key=alone.session_key)
    taken = answer_step.answer(box, case.id, PAPERS, seen, FRENCH, with_both)
    assert (taken.faults, taken.opened.case.answers["identity_shown"].by) == ({}, "Nadia Roux")
    given_back = answer_step.answer(box, case.id, PAPERS, seen, FRENCH, alone)
    assert given_back.faults == {}, "what a mediator saw stays seen"
