"""What a person asks about a submitted case: another answer, to withdraw it, their data or its erasure."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

from msgspec import Struct

from kiosk.clock import stamp
from kiosk.crypto import keys
from kiosk.domain.answers import answering
from kiosk.domain.answers.case import Answer
from kiosk.domain.events import additions, event, submission
from kiosk.domain.events.additions import LONGEST_MESSAGE, Withdrawal
from kiosk.domain.events.event import EventType
from kiosk.domain.events.submission import LONGEST_LABEL, Correction
from kiosk.domain.events.wire.bodies import CorrectedAnswer
from kiosk.domain.language.words import Preferences
from kiosk.domain.procedure.procedure import Field, Step
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.papers.kinds import supplement_papers
from kiosk.services.people import sign_in
from kiosk.services.procedures import look_up
from kiosk.services.procedures.look_up import places_of
from kiosk.services.submitted import append_event, change_notices, follow_case, supplements
from kiosk.services.submitted.append_event import CaseAddition, EventStream
from kiosk.services.submitted.follow_case import FollowedCase
from kiosk.store import cases, open_answers, outbox, person_notices
from kiosk.store.database import Database


class GivenCorrection(Struct, frozen=True):
    """What a correction page's form says: the correction, and its faults by the name of the form's field."""

    correction: Correction
    answer: Answer
    faults: Mapping[str, str]


def list_correctable_questions(box: Box, followed: FollowedCase) -> list[tuple[Step, list[Field]]]:
    """The questions that can be corrected, by step; none for a procedure that this box does not know.

    Where the case can be read, only those that this person was asked.
    """
    procedure = look_up.find_procedure_of_case(box, box.store.read(), followed.case_id)
    if procedure is None:
        return []
    answered = {answer["field"] for answer in followed.submitted["answers"]} if followed.submitted else None
    listed = []
    for step in procedure.steps:
        correctable = (field for field in step.fields if submission.is_correctable(field))
        if fields := [field for field in correctable if answered is None or field.id in answered]:
            listed.append((step, fields))
    return listed


def find_correctable_question(box: Box, followed: FollowedCase, field_id: str) -> Field | None:
    """The question of that id, where it can be corrected; else None."""
    fields_asked = (field for _, fields in list_correctable_questions(box, followed) for field in fields)
    return next((field for field in fields_asked if field.id == field_id), None)


def find_last_answer(followed: FollowedCase, field_id: str) -> str:
    """The last answer to a question, as text; "" where this box cannot read it."""
    bodies = [entry.said for entry in followed.history if entry.said and not entry.event.replaced]
    answers = [answer for body in bodies for answer in (*body.get("answers", ()), *body.get("corrections", ()))]
    return next((str(answer["shown"]) for answer in reversed(answers) if field_id and answer["field"] == field_id), "")


def read_correction_form(box: Box, field: Field, form: Mapping[str, list[str]], message: str) -> GivenCorrection:
    """Read a correction of a question from its form and check it as a step does; an empty one withdraws the answer."""
    answer = answering.judge_answer(field, answering.typed_in(field, form), box.watch.today().day, places_of(box))
    corrected = submission.make_field_correction(field, answer, box.words())
    return GivenCorrection(Correction((corrected,), message), answer, {"answer": answer.fault} if answer.fault else {})


def given_in_words(label: str, answer: str, message: str) -> GivenCorrection:
    """Read a correction of a question that the form names in words, because this box does not know its procedure."""
    faults = {
        name: "missing" if not text.strip() else "too-long"
        for name, text, most in (("label", label, LONGEST_LABEL), ("answer", answer, LONGEST_MESSAGE))
        if not text.strip() or len(text) > most
    }
    return GivenCorrection(Correction((submission.make_correction_in_words(label, answer),), message), Answer(), faults)


def correct_answers(box: Box, typed: str, correction: Correction, actor: Actor, event_id: str) -> str:
    """Append a correction to a submitted case, of this site or another; gives the event's id.

    `event_id` is the id that the page's form carries, so that a double tap corrects once.

    Raises `Refused`: `nothing-corrected`, `too-long`, `already-decided`, `not-a-reference`, `mistyped-reference`,
    `not-your-service`.
    """
    check_correction(correction)
    make = partial(submission.make_correction_event, correction)
    added = CaseAddition(make, JournalAction.CORRECTED, supplement_papers.CORRECTION)
    return append_event.append_to_case(box, typed, added, actor, event_id)


def check_correction(correction: Correction) -> None:
    """Raises `Refused`: `nothing-corrected`, `too-long`."""
    if not correction.corrections:
        raise Refused(Refusal.NOTHING_CORRECTED)
    if len(correction.message) > LONGEST_MESSAGE:
        raise Refused(Refusal.TOO_LONG)


def read_correction_body(body: Mapping[str, object]) -> Correction:
    """The correction that an event's body holds."""
    listed = body["corrections"]
    assert isinstance(listed, list)  # this box made it
    return Correction(tuple(CorrectedAnswer(**corrected) for corrected in listed), str(body["message"]))


def withdraw_case(box: Box, typed: str, confirmed: Withdrawal, actor: Actor, event_id: str) -> str:
    """Withdraw a submitted case at the desk; gives the event's id.

    A case is withdrawn once: a double tap or a second request gives the same event. Raises `Refused`: `too-long`,
    `already-decided`, `already-withdrawn`, `not-a-reference`, `mistyped-reference`, `not-your-service`.
    """
    added = _withdrawing(confirmed)
    reference = append_event.read_typed_reference(box, typed)
    box.watch.look()
    with box.store.write() as db:
        if outbox.read_event(db, event_id) is not None:
            return event_id
        append_event.own_service(db, reference, actor)
        if earlier := append_event.find_withdrawal_here(db, reference, actor):
            return earlier
        stream = append_event.open_stream(box, db, reference, actor, decided=False)
        append_event.append_in_transaction(box, db, added, stream, actor, event_id)
    return event_id


def withdraw_alone(
    box: Box, typed: str, code: str, message: str, speaks: Preferences, station_id: str, form_id: str
) -> str:
    """Keep a withdrawal asked for at a terminal; gives the event's id. Only the hub can check the receipt's `code`.

    The case is not opened, and nothing of it is shown. The event has a stream of its own, so that a guessed code holds
    nothing up; `outbox.select_due_events` sends it after the case's own events. The same form with the same reference
    and code makes one event. Raises `Refused`: `not-a-reference`, `mistyped-reference`, `not-a-follow-code`,
    `too-long`.
    """
    reference = append_event.read_typed_reference(box, typed)
    follow = keys.token_hash(additions.parse_follow_code(code))
    added = _withdrawing(Withdrawal("alone", "touch", message, follow), speaks)
    event_id = event.digest(f"{form_id} {reference} {follow}".encode())[:32]
    box.watch.look()
    with box.store.write() as db:
        if outbox.read_event(db, event_id) is None:
            stream = box.clock.new_id()
            # An actor without a session: nobody at this terminal gets the key.
            key = data_keys.make_data_key(box, db, stream, append_event.find_service_of_case(db, reference), Actor())
            own = EventStream(reference, stream, key)
            append_event.append_in_transaction(box, db, added, own, Actor(station_id), event_id)
    return event_id


def _withdrawing(confirmed: Withdrawal, speaks: Preferences | None = None) -> CaseAddition:
    if len(confirmed.message) > LONGEST_MESSAGE:
        raise Refused(Refusal.TOO_LONG)
    make = partial(additions.make_withdrawal_event, confirmed)
    return CaseAddition(make, JournalAction.CASE_WITHDRAWN, supplement_papers.WITHDRAWAL, speaks=speaks)


def export_personal_data(box: Box, typed: str, actor: Actor) -> dict[str, Any]:
    """Everything this box keeps about a reference, as plain values; what is destroyed is None. Noted in the journal.

    Raises `Refused`: `not-a-reference`, `mistyped-reference`, `not-your-service`.
    """
    followed = follow_case.follow_typed_reference(box, typed, actor)
    with box.store.write() as db:
        append_event.note_case_in_journal(box, db, JournalAction.EXPORTED, followed.reference, actor)
    calls = open_answers.select_calls(box.store.read(), [update.id for update in followed.updates])
    told_by, noted = change_notices.export_wish_and_facts(box, followed.case_id, actor)
    return {
        "reference": followed.reference,
        "state": followed.state,
        "procedure": followed.procedure_id,
        "readable_here": followed.readable,
        "submitted": followed.submitted,
        "events": [
            {
                "type": entry.event.type,
                "recorded_at": stamp(entry.event.recorded_at),
                "acknowledged_at": stamp(entry.event.acknowledged_at) if entry.event.acknowledged_at else None,
                "said": entry.said,
            }
            for entry in followed.history
        ],
        "number_left_at_the_desk": followed.case_id is not None
        and person_notices.is_number_left(box.store.read(), followed.case_id),
        "told_of_news_by": told_by,
        "noted_of_the_person": noted,
        "calls": [{"outcome": call.outcome, "at": stamp(call.at), "by": call.by} for call in calls],
        "answers_of_the_hub": [update.said for update in followed.updates],
        "added_elsewhere": [update.said for update in followed.elsewhere],
    }


def export_personal_json(box: Box, typed: str, actor: Actor) -> str:
    """What `export_personal_data` gives, as indented JSON."""
    return json.dumps(export_personal_data(box, typed, actor), ensure_ascii=False, indent=2)


def request_data_right(box: Box, typed: str, kind: EventType, actor: Actor, event_id: str) -> str:
    """Append a person's request for the hub; gives the event's id. `kind` is that of `submission.make_rights_event`.

    After an `erasure` request this box keeps the case only until the hub has it. Raises `Refused`:
    `not-a-reference`, `mistyped-reference`, `not-your-service`.
    """
    make = partial(submission.make_rights_event, kind)
    added = CaseAddition(make, JournalAction(kind), supplement_papers.REQUEST, decided=True)
    also = _erase if kind == EventType.ERASURE else None
    appended = append_event.append_to_case(box, typed, added, actor, event_id, also)
    if also:
        data_keys.fold_write_ahead_log(box)
    return appended


def _erase(db: Database, reference: str) -> None:
    cases.end_case_retention(db, reference)
    supplements.erase_unsent_supplements(db, reference)


def export_for(box: Box, reference: str, login: str, factor: str, pin: str) -> str:
    """`export_personal_json` for the command line, for a mediator who gives first factor and PIN. Raises what signing
    in raises.
    """
    with _opened(box, login, factor, pin) as actor:
        return export_personal_json(box, reference, actor)


def erase_for(box: Box, reference: str, login: str, factor: str, pin: str) -> None:
    """Ask for erasure, from the command line. Raises what signing in and `request_data_right` raise."""
    with _opened(box, login, factor, pin) as actor:
        request_data_right(box, reference, EventType.ERASURE, actor, box.clock.new_id())


@contextmanager
def _opened(box: Box, login: str, factor: str, pin: str) -> Iterator[Actor]:
    """Sign a mediator in for the block, and out after it unless they were on shift before."""
    on_shift = {mediator_id for mediator_id, _ in box.shifts.on_shift()}
    mediator = sign_in.sign_in_mediator(box, login, factor, pin, Actor())
    try:
        yield Actor("", mediator.id, mediator.name, ring=box.shifts.ring(mediator.id))
    finally:
        if mediator.id not in on_shift:
            box.shifts.end(mediator.id)
