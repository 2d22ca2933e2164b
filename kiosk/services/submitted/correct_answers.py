"""Correct answers of a submitted case, by its reference, at any desk, whether or not the old answers still exist."""

from collections.abc import Mapping
from functools import partial

from msgspec import Struct

from kiosk.domain.answers import answering
from kiosk.domain.answers.case import Answer
from kiosk.domain.events import correction as corrections
from kiosk.domain.events.correction import LONGEST_LABEL, Corrected, Correction
from kiosk.domain.events.supplement import LONGEST_MESSAGE
from kiosk.domain.procedure.procedure import Field, Procedure, Step
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box
from kiosk.services.papers.kinds.supplement_papers import CORRECTION
from kiosk.services.procedures import look_up
from kiosk.services.procedures.look_up import places_of
from kiosk.services.submitted import append_event
from kiosk.services.submitted.follow_case import Followed


class Given(Struct, frozen=True):
    """What a correction page's form says: the correction, and its faults by the name of the form's field."""

    correction: Correction
    answer: Answer
    faults: Mapping[str, str]


def questions(box: Box, followed: Followed) -> list[tuple[Step, list[Field]]]:
    """The questions that can be corrected, by step; none for a procedure that this box does not know.

    Where the case can be read, only those that this person was asked.
    """
    procedure = procedure_of(box, followed)
    if procedure is None:
        return []
    answered = {answer["field"] for answer in followed.submitted["answers"]} if followed.submitted else None
    listed = [
        (
            step,
            [
                field
                for field in step.fields
                if corrections.may_be(field) and (answered is None or field.id in answered)
            ],
        )
        for step in procedure.steps
    ]
    return [(step, fields) for step, fields in listed if fields]


def question(box: Box, followed: Followed, field_id: str) -> Field | None:
    """The question of that id, where it can be corrected; else None."""
    fields_asked = (field for _, fields in questions(box, followed) for field in fields)
    return next((field for field in fields_asked if field.id == field_id), None)


def procedure_of(box: Box, followed: Followed) -> Procedure | None:
    """The version of the procedure that a case began with; None where this box does not know it."""
    return look_up.of_case(box, box.store.read(), followed.case_id) if followed.case_id else None


def before(followed: Followed, field_id: str) -> str:
    """The last answer to a question, as text; "" where this box cannot read it."""
    bodies = [entry.said for entry in followed.history if entry.said and not entry.event.replaced]
    answers = [answer for body in bodies for answer in (*body.get("answers", ()), *body.get("corrections", ()))]
    return next((str(answer["shown"]) for answer in reversed(answers) if field_id and answer["field"] == field_id), "")


def read_correction(box: Box, field: Field, form: Mapping[str, list[str]], message: str) -> Given:
    """Read a correction of a question from its form and check it as a step does; an empty one withdraws the answer."""
    answer = answering.answer(field, answering.typed_in(field, form), box.watch.today().day, places_of(box))
    corrected = corrections.of(field, answer, box.words())
    return Given(Correction((corrected,), message), answer, {"answer": answer.fault} if answer.fault else {})


def given_in_words(label: str, answer: str, message: str) -> Given:
    """Read a correction of a question that the form names in words, because this box does not know its procedure."""
    faults = {
        name: "missing" if not text.strip() else "too-long"
        for name, text, most in (("label", label, LONGEST_LABEL), ("answer", answer, LONGEST_MESSAGE))
        if not text.strip() or len(text) > most
    }
    return Given(Correction((corrections.in_words(label, answer),), message), Answer(), faults)


def correct(box: Box, typed: str, correction: Correction, actor: Actor, event_id: str) -> str:
    """Append a correction to a submitted case, of this site or another; gives the event's id.

    `event_id` is the id that the page's form carries, so that a double tap corrects once.

    Raises `Refused`: `nothing-corrected`, `too-long`, `already-decided`, `not-a-reference`, `mistyped-reference`,
    `not-your-service`.
    """
    checked(correction)
    make = partial(corrections.make_event, correction)
    return append_event.add(box, typed, make, actor, event_id, paper=CORRECTION, action=JournalAction.CORRECTED)


def checked(correction: Correction) -> None:
    """Raises `Refused`: `nothing-corrected`, `too-long`."""
    if not correction.corrections:
        raise Refused(Refusal.NOTHING_CORRECTED)
    if len(correction.message) > LONGEST_MESSAGE:
        raise Refused(Refusal.TOO_LONG)


def from_body(body: Mapping[str, object]) -> Correction:
    """The correction that an event's body holds."""
    listed = body["corrections"]
    assert isinstance(listed, list)  # this box made it
    return Correction(tuple(Corrected(**corrected) for corrected in listed), str(body["message"]))
