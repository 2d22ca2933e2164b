"""The gestures of a case before it leaves: begin, answer, change one's mind, submit. One gesture, one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from kiosk import keys
from kiosk.domain import answering, event, reference
from kiosk.domain import submission as submissions
from kiosk.domain.case import Answer, Case
from kiosk.domain.event import Event
from kiosk.domain.fields.registry import kind_of
from kiosk.domain.journey import Journey, Stop, walk
from kiosk.domain.preferences import Preferences
from kiosk.domain.procedure import Procedure
from kiosk.domain.submission import Stamp
from kiosk.errors import Refused
from kiosk.services import spooler
from kiosk.services.box import Actor, Box
from kiosk.services.watch import Today
from kiosk.store import cases, counters, journal, outbox
from kiosk.store.cases import Submission

REVIEW = "review"
"""The position of a case whose questions are all answered."""
FOLLOW_CHARACTERS = 10
"""Ten of 5 bits each: 50 bits."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A case with its way through its procedure, `journey`, and what became of it, `state`.

    `editable`: a draft, or a case the hub sent back to be mended. Any other one is immutable.
    """

    case: Case
    journey: Journey
    state: str
    editable: bool

    @property
    def procedure(self) -> Procedure:
        return self.journey.procedure


@dataclass(frozen=True, slots=True)
class Answered:
    """What answering a step did: the case as kept, the stop, its faults by field id, and where to go next."""

    opened: Opened
    stop: Stop
    faults: Mapping[str, str]
    next_position: str


def begin(box: Box, procedure_id: str, preferences: Preferences, actor: Actor, case_id: str = "") -> Case:
    """Keep a new draft. `case_id` is the form's own, so that a double tap begins one case. Raises `Refused`."""
    procedure = procedure_of(box, procedure_id)
    today = box.watch.today()
    case = Case(
        id=case_id or box.clock.new_id(),
        procedure_id=procedure.id,
        procedure_version=procedure.version,
        opened_at=today.now,
        changed_at=today.now,
        language=preferences.language,
        plain=preferences.plain,
        position=walk(procedure, {}, today.day).stops[0].id,
        mediator_id=actor.mediator_id,
        station_id=actor.station_id,
    )
    with box.store.write() as db:
        known = cases.state(db, case.id)
        if known is not None and known["state"] == "draft":
            return cases.get(db, case.id) or case
        if known is not None:  # the page that began a case which is over came back from the browser's memory
            case = replace(case, id=box.clock.new_id())
        cases.add(db, case)
    return case


def open_case(box: Box, case_id: str, db: Any = None) -> Opened:
    """The case as it stands. Raises `Refused("no-such-case")`, `Refused("no-such-procedure")`."""
    db = db or box.store.read()
    case = cases.get(db, case_id)
    state = cases.state(db, case_id)
    if case is None or state is None:
        raise Refused("no-such-case")
    procedure = procedure_of(box, case.procedure_id)
    journey = walk(procedure, case.answers, box.watch.today().day)
    return Opened(case, journey, state["state"], state["state"] == "draft" or bool(state["mendable"]))


def answer(box: Box, case_id: str, step_id: str, form: Mapping[str, list[str]], preferences: Preferences) -> Answered:
    """Keep what one step's form says, faults included, so that nothing typed is ever lost.

    Raises `Refused`: `no-such-case`, `already-submitted`, `no-such-step`.
    """
    today = box.watch.today()
    with box.store.write() as db:
        opened = open_case(box, case_id, db)
        if not opened.editable:
            raise Refused("already-submitted")
        stop = opened.journey.stop(step_id)
        if stop is None:
            raise Refused("no-such-step")
        given = _given(stop, form, today)
        case = replace(
            opened.case,
            answers={**opened.case.answers, **given},
            changed_at=today.now,
            language=preferences.language,
            plain=preferences.plain,
        )
        journey = walk(opened.procedure, case.answers, today.day)
        after = journey.stop(step_id)
        fields = after.fields if after else ()
        faults = {field.id: given[field.id].fault for field in fields if field.id in given and given[field.id].fault}
        # A question that this very answer makes appear is shown before it is called missing.
        fresh = any(field.id not in case.answers and kind_of(field.kind).answers for field in fields)
        case = replace(case, position=step_id if faults or fresh else _next(journey, step_id))
        cases.save(db, case)
    return Answered(replace(opened, case=case, journey=journey), after or stop, faults, case.position)


def discard(box: Box, case_id: str, actor: Actor) -> None:
    """Forget a draft and its answers. Raises `Refused("already-submitted")`."""
    with box.store.write() as db:
        if cases.submission(db, case_id) is not None:
            raise Refused("already-submitted")
        cases.discard(db, case_id, box.watch.today().now)
        journal.note(
            db, box.clock.now(), "discarded", mediator_id=actor.mediator_id, station_id=actor.station_id
        )  # fmt: skip


def submit(box: Box, case_id: str, actor: Actor) -> Submission:
    """Freeze the case, mint its reference, put its event in the outbox and its receipt in the spool: all, or nothing.

    A case is submitted once: whatever is tapped or sent again gets the same submission. Raises `Refused`:
    `no-such-case`, `not-complete` with the `step` that is open.
    """
    today = box.watch.look()
    with box.store.write() as db:
        known = cases.submission(db, case_id)
        if known is not None:
            return known
        opened = open_case(box, case_id, db)
        complete(opened)
        name, counter = reference.mint(box.site.code, counters.value(db))
        counters.set_value(db, counter)
        follow = box.clock.readable(FOLLOW_CHARACTERS)
        stamp = _stamp(box, name, today, follow)
        made = Submission(
            case_id, name, counter, opened.procedure.kind, today.day.isoformat(), today.certain, today.now, follow
        )
        cases.submit(db, made)
        outbox.add(db, submitted_event(box, opened, stamp, actor.name))
        spooler.queue(box, db, "receipt", name, case_id, opened.case, actor.station_id)
        journal.note(
            db, today.now, "submitted", mediator_id=actor.mediator_id, station_id=actor.station_id, reference=name
        )  # fmt: skip
    return made


def complete(opened: Opened) -> None:
    """Raises `Refused("not-complete")` naming the first step that is still open."""
    still_open = opened.journey.first_open()
    if still_open is not None:
        raise Refused("not-complete", step=still_open.id)


def submitted_event(box: Box, opened: Opened, stamp: Stamp, helper: str) -> Event:
    """The event that says this case was submitted."""
    body = submissions.body(opened.case, opened.journey, box.site, stamp, helper, box.words())
    return Event(
        stamp.event_id, opened.case.id, stamp.sequence, "submitted", stamp.reference, event.canonical(body), stamp.at,
        stamp.replaces,
    )  # fmt: skip


def procedure_of(box: Box, procedure_id: str) -> Procedure:
    """Raises `Refused("no-such-procedure")`."""
    procedure = box.catalogue.get(procedure_id)
    if procedure is None:
        raise Refused("no-such-procedure")
    return procedure


def _given(stop: Stop, form: Mapping[str, list[str]], today: Today) -> dict[str, Answer]:
    """The answers to the questions that were on the page; one that was not there keeps what it holds."""
    asked = {field.id for field in stop.fields}
    typed = [(field, answering.typed_in(field, form)) for field in stop.step.fields]
    return {field.id: answering.answer(field, parts, today.day) for field, parts in typed if field.id in asked or parts}


def _stamp(box: Box, name: str, today: Today, follow: str) -> Stamp:
    return Stamp(box.clock.new_id(), 1, name, today.day, today.certain, today.now, keys.token_hash(follow))


def _next(journey: Journey, step_id: str) -> str:
    """After a step: the next one, or the first that is open, or the review."""
    if step_id not in journey.ids:
        still_open = journey.first_open()
        return still_open.id if still_open else REVIEW
    following = journey.after(step_id)
    return following.id if following else REVIEW
