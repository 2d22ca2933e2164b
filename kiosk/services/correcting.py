"""Answers put right after submit, by reference, at any desk; the old ones may be destroyed long since."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from kiosk.domain import answering
from kiosk.domain import correction as corrections
from kiosk.domain.case import Answer
from kiosk.domain.correction import LONGEST_LABEL, Corrected, Correction
from kiosk.domain.procedure import Field, Procedure, Step
from kiosk.domain.supplement import LONGEST_MESSAGE
from kiosk.errors import Refused
from kiosk.services import adding, versions
from kiosk.services.box import Actor, Box
from kiosk.services.following import Followed
from kiosk.services.places import places_of


@dataclass(frozen=True, slots=True)
class Given:
    """What one page says: the correction, or the `faults` that keep it from being one, by `answer` and `label`."""

    correction: Correction
    answer: Answer
    faults: Mapping[str, str]


def questions(box: Box, found: Followed) -> list[tuple[Step, list[Field]]]:
    """The questions that can be corrected, by step; none for a procedure that is not known here.

    While the case is readable, those that this person was asked; else all of them.
    """
    procedure = procedure_of(box, found)
    if procedure is None:
        return []
    known = {each["field"] for each in found.submitted["answers"]} if found.submitted else None
    listed = [
        (step, [each for each in step.fields if corrections.may_be(each) and (known is None or each.id in known)])
        for step in procedure.steps
    ]
    return [(step, fields) for step, fields in listed if fields]


def question(box: Box, found: Followed, field_id: str) -> Field | None:
    """One of them; None where there is no such question."""
    there = (each for _, fields in questions(box, found) for each in fields)
    return next((each for each in there if each.id == field_id), None)


def procedure_of(box: Box, found: Followed) -> Procedure | None:
    """The procedure of a case as it was asked, if this box knows both."""
    return versions.of_case(box, box.store.read(), found.case_id) if found.case_id else None


def before(found: Followed, field_id: str) -> str:
    """What a question was answered last, as far as it can be read here; "" where it cannot."""
    said = [each["said"] for each in found.history if each["said"] and not each["replaced"]]
    answers = [each for body in said for each in (*body.get("answers", ()), *body.get("corrections", ()))]
    return next((str(each["shown"]) for each in reversed(answers) if field_id and each["field"] == field_id), "")


def given(box: Box, field: Field, form: Mapping[str, list[str]], message: str) -> Given:
    """What a form says of a question, judged as its own control is; one that may be skipped takes its answer back."""
    answer = answering.answer(field, answering.typed_in(field, form), box.watch.today().day, places_of(box))
    one = corrections.of(field, answer, box.words())
    return Given(Correction((one,), message), answer, {"answer": answer.fault} if answer.fault else {})


def given_in_words(label: str, said: str, message: str) -> Given:
    """What a form says of a question that only words name."""
    faults = {
        name: "missing" if not text.strip() else "too-long"
        for name, text, most in (("label", label, LONGEST_LABEL), ("answer", said, LONGEST_MESSAGE))
        if not text.strip() or len(text) > most
    }
    return Given(Correction((corrections.in_words(label, said),), message), Answer(), faults)


def correct(box: Box, typed: str, correction: Correction, actor: Actor, event_id: str) -> str:
    """Correct a submitted case, of this site or another; returns the event's id, which a double tap shares.

    Raises `Refused`: `nothing-corrected`, `too-long`, `already-decided`, `not-a-reference`, `mistyped-reference`,
    `not-your-service`.
    """
    checked(correction)
    make = partial(corrections.made, correction)
    return adding.add(box, typed, make, actor, event_id, paper="correction", action="corrected")


def checked(correction: Correction) -> None:
    """Raises `Refused`: `nothing-corrected`, `too-long`."""
    if not correction.corrections:
        raise Refused("nothing-corrected")
    if len(correction.message) > LONGEST_MESSAGE:
        raise Refused("too-long")


def again(said: Mapping[str, object]) -> Correction:
    """The correction that a body says."""
    listed = said["corrections"]
    assert isinstance(listed, list)  # this box made it
    return Correction(tuple(Corrected(**each) for each in listed), str(said["message"]))
