"""Answers put right after submit, by reference; the old ones are not needed."""

import dataclasses
from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from hub.cases.cases import CaseFile, read_case
from kiosk.domain.events.correction import LONGEST_LABEL, Corrected, Correction, in_words
from kiosk.domain.events.reference import mint
from kiosk.domain.events.supplement import LONGEST_MESSAGE
from kiosk.domain.keys.ring import DESK, Ring
from kiosk.error_codes import Refusal
from kiosk.errors import Refused, Unreachable
from kiosk.services.box.box import Actor, Box
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.services.submitted import correct_answers, follow_case
from kiosk.store.people import journal
from kiosk.store.printing import spool
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import form, helped, submitted
from tests.line import Line
from tests.services.conftest import body_of, fault_of, held

STREET = Correction((in_words("La rue", "Rue des Lilas"),), "Je me suis trompée.")
BORN = {"f.birth_date.day": "4", "f.birth_date.month": "2", "f.birth_date.year": "1965"}
ELSEWHERE, _ = mint("BZ", 1041)


def file_of(central: Central, reference: str) -> CaseFile:
    with central.hub.store.reading() as connection:
        return read_case(connection, central.hub.ring, reference)


def typed(box: Box, reference: str, field: str, answers: Mapping[str, str]) -> correct_answers.Given:
    """What a page says of a question of a case."""
    asked = correct_answers.question(box, follow_case.follow(box, reference, helped(box)), field)
    assert asked is not None
    return correct_answers.read_correction(box, asked, form(answers), "")


def correct(box: Box, reference: str, said: Correction = STREET) -> str:
    return correct_answers.correct(box, reference, said, helped(box), box.clock.new_id())


def test_the_questions_are_those_this_person_was_asked(box: Box, nadia: Actor) -> None:
    case = submitted(box)
    listed = {
        field.id
        for _, fields in correct_answers.questions(box, follow_case.follow(box, case.reference, nadia))
        for field in fields
    }
    assert {"birth_name", "birth_date", "phone"} <= listed
    assert "applicant_family_name" not in listed, "she asked for herself"
    assert "identity_shown" not in listed, "a paper is added, not corrected"


def test_the_question_s_own_control_judges_the_new_answer(box: Box) -> None:
    case = submitted(box)
    right = typed(box, case.reference, "birth_date", BORN)
    assert right.faults == {}
    assert right.correction.corrections == (
        Corrected("birth_date", "Date de naissance", "date", "1965-02-04", "4 février 1965"),
    )
    assert typed(box, case.reference, "birth_date", {"f.birth_date.day": "40"}).faults
    assert typed(box, case.reference, "birth_name", {}).faults == {"answer": "text-missing"}
    phone = typed(box, case.reference, "phone", {})
    assert (phone.faults, phone.correction.corrections[0].shown) == ({}, ""), "what may be left out can be taken back"


def test_words_of_ones_own_name_a_question_and_its_answer() -> None:
    assert correct_answers.given_in_words(" La rue ", "Rue des Lilas", "").faults == {}
    assert correct_answers.given_in_words("", " ", "").faults == {"label": "missing", "answer": "missing"}
    long = correct_answers.given_in_words("x" * (LONGEST_LABEL + 1), "x" * (LONGEST_MESSAGE + 1), "")
    assert long.faults == {"label": "too-long", "answer": "too-long"}


def test_what_was_answered_last_stands_beside_the_question(box: Box, nadia: Actor) -> None:
    case = submitted(box)
    assert correct_answers.before(follow_case.follow(box, case.reference, nadia), "birth_date") == "3 février 1965"
    correct(box, case.reference, typed(box, case.reference, "birth_date", BORN).correction)
    followed = follow_case.follow(box, case.reference, nadia)
    assert correct_answers.before(followed, "birth_date") == "4 février 1965"
    assert correct_answers.before(followed, "") == ""


def test_a_correction_is_kept_printed_and_noted(box: Box, nadia: Actor) -> None:
    case = submitted(box)
    added = correct(box, case.reference)
    body = body_of(box, added, nadia)
    assert (body["helper"], body["message"]) == ("Nadia Roux", "Je me suis trompée.")
    assert {job.kind for job in spool.in_state(box.store.read(), "pending")} == {"receipt", "correction"}
    assert [entry.action for entry in journal.of(box.store.read(), case.reference)] == ["submitted", "corrected"]


def test_nothing_is_not_corrected_and_neither_is_a_book(box: Box) -> None:
    case = submitted(box)
    for correction, code in (
        (Correction(()), "nothing-corrected"),
        (replace(STREET, message="a" * (LONGEST_MESSAGE + 1)), "too-long"),
    ):
        with pytest.raises(Refused) as refused:
            correct(box, case.reference, correction)
        assert fault_of(refused) == code


def test_a_mediator_of_another_service_corrects_nothing(box: Box, nadia: Actor) -> None:
    case = submitted(box)
    urbanisme = dataclasses.replace(nadia, ring=Ring({DESK: nadia.ring.privates[DESK]}))
    with pytest.raises(Refused) as refused:
        correct_answers.correct(box, case.reference, STREET, urbanisme, "e" * 32)
    assert fault_of(refused) == Refusal.NOT_YOUR_SERVICE


def test_a_lost_answer_is_not_a_second_correction(afar: Box, line: Line, central: Central) -> None:
    case = submitted(afar)
    correct(afar, case.reference)
    line.fail_with("cut-after")
    with pytest.raises(Unreachable):
        talk(afar, hub_of(afar))
    assert talk(afar, hub_of(afar)).acknowledged == 2
    assert held(central) == [("SA", "submitted", case.reference), ("SA", "correction", case.reference)]
    ((_, body),) = file_of(central, case.reference).corrections
    assert body["corrections"][0]["shown"] == "Rue des Lilas"


def test_a_correction_from_another_town_reaches_the_case(linked: Box, bruz: Box, central: Central) -> None:
    case = submitted(linked)
    talk(linked, hub_of(linked))
    correct(bruz, case.reference)
    talk(bruz, hub_of(bruz))
    assert held(central)[1:] == [("BZ", "correction", case.reference)]


def test_the_same_correction_comes_out_of_what_was_refused(box: Box, nadia: Actor) -> None:
    body = body_of(box, correct(box, submitted(box).reference), nadia)
    assert correct_answers.from_body(body) == STREET
