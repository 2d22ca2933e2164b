"""The gestures of a case before it leaves: begin, answer, change one's mind, submit. One gesture, one transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from kiosk import keys
from kiosk.domain import event, reference
from kiosk.domain import submission as submissions
from kiosk.domain.attachment import joined_in
from kiosk.domain.carrying import is_carried, with_given
from kiosk.domain.case import Case
from kiosk.domain.event import Event
from kiosk.domain.fields.registry import kind_of
from kiosk.domain.journey import Journey, Stop, walk
from kiosk.domain.names import names_of
from kiosk.domain.notice import ALONE, AT_THE_DESK, BY_PHONE
from kiosk.domain.preferences import Preferences
from kiosk.domain.submission import Confirmation, Stamp
from kiosk.errors import Refused
from kiosk.services import parcels, proving, safe, spooler, transmission
from kiosk.services.box import Actor, Box
from kiosk.services.carrying import carried
from kiosk.services.giving import given_in
from kiosk.services.opening import Opened, open_case, procedure_of
from kiosk.services.watch import Today
from kiosk.store import attachments, cases, counters, journal, outbox, parked, safekeeping, sessions, versions
from kiosk.store.cases import Submission
from kiosk.store.database import Database

REVIEW = "review"
"""The position of a case whose questions are all answered."""
WHOLE = "whole"
"""The position of a case that is answered on one page."""
FOLLOW_CHARACTERS = 10
"""Ten of 5 bits each: 50 bits."""
Also = Callable[[Database, str], None]


def _nothing(db: Database, reference: str) -> None:
    """What is done beside a submit where nothing is."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What answering a step did: the case as kept, the stop, its faults by field id, and where to go next."""

    opened: Opened
    stop: Stop
    faults: Mapping[str, str]
    next_position: str


def begin(
    box: Box, procedure_id: str, preferences: Preferences, actor: Actor, case_id: str = "", *, source_id: str = "",
    by_phone: bool = False,
) -> Case:  # fmt: skip
    """Keep a new draft. `case_id` is the form's own, so that a double tap begins one case.

    `source_id` is a case of the same person, whose identity and address are carried over. Raises `Refused`.
    """
    procedure = procedure_of(box, procedure_id)
    today = box.watch.today()
    case = Case(
        id=case_id or box.clock.new_id(),
        procedure_id=procedure.id,
        procedure_version=procedure.version,
        procedure_sha256=procedure.sha256,
        service_id=procedure.service.id,
        channel=ALONE if actor.terminal else BY_PHONE if by_phone else AT_THE_DESK,
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
        if known is not None and known["state"] == "draft" and (key := safe.found_key(db, case.id, actor)):
            return cases.get(db, case.id, key) or case
        # The page that began a case which is over came back from the browser's memory, or its id is somebody else's.
        if known is not None or safekeeping.any_left(db, case.id):
            case = replace(case, id=box.clock.new_id())
        if source_id:
            case = replace(case, answers=carried(box, db, source_id, procedure, actor))
        versions.keep(db, procedure, today.now)
        cases.add(db, case, safe.new_key(box, db, case.id, case.service_id, actor))
        if actor.session:
            _turn_to(db, case.id, actor)
    return case


def take_up(box: Box, case_id: str, actor: Actor) -> None:
    """A mediator opens a draft at their screen: from now on it survives a power cut under this session's cookie.

    Raises `Refused("no-such-case")`.
    """
    if not actor.session or safekeeping.wrapped(box.store.read(), case_id, safekeeping.SESSION, actor.session):
        return
    with box.store.write() as db:
        safe.hand_over(db, case_id, safe.open_key(db, case_id, actor), actor)
        _turn_to(db, case_id, actor)


def answer(
    box: Box, case_id: str, step_id: str, form: Mapping[str, list[str]], preferences: Preferences, actor: Actor
) -> Answered:
    """Keep what one step's form says, faults included, so that nothing typed is ever lost.

    Raises `Refused`: `no-such-case`, `already-submitted`, `no-such-step`.
    """
    today = box.watch.today()
    with box.store.write() as db:
        opened = open_case(box, case_id, actor, db)
        if not opened.editable:
            raise Refused("already-submitted")
        stop = opened.journey.stop(step_id)
        if stop is None:
            raise Refused("no-such-step")
        given = given_in(box, stop, form, today, attachments.answered(db, case_id), opened.case.answers, preferences)
        case = replace(
            opened.case,
            answers=with_given(opened.procedure, opened.case.answers, given),
            changed_at=today.now,
            language=preferences.language,
            plain=preferences.plain,
        )
        journey = walk(opened.procedure, case.answers, today.day)
        after = journey.stop(step_id)
        fields = after.fields if after else ()
        faults = {field.id: given[field.id].fault for field in fields if field.id in given and given[field.id].fault}
        # What this very answer makes appear is shown before anyone goes on: a question before it is called missing or
        # passes as confirmed, a note once, so that it is read.
        shown = {field.id for field in stop.fields}
        held = {name for name, each in case.answers.items() if not is_carried(each)}
        fresh = any(field.id not in (held if kind_of(field.kind).answers else shown) for field in fields)
        case = replace(case, position=step_id if faults or fresh else _next(journey, step_id))
        cases.save(db, case, opened.key, names_of(opened.procedure, case))
    return Answered(replace(opened, case=case, journey=journey), after or stop, faults, case.position)


def _turn_to(db: Database, case_id: str, actor: Actor) -> None:
    """The session is at this case; a mediator's holds no key of the one before, which was another citizen's."""
    sessions.at_case(db, actor.session, case_id)
    if actor.mediator_id:
        safekeeping.forget_others(db, safekeeping.SESSION, actor.session, case_id)


def discard(box: Box, case_id: str, actor: Actor) -> None:
    """Forget a draft and its answers. Raises `Refused("already-submitted")`."""
    with box.store.write() as db:
        if cases.submission(db, case_id) is not None:
            raise Refused("already-submitted")
        safe.open_key(db, case_id, actor)
        now = box.watch.today().now
        cases.discard(db, case_id, now)
        safe.destroy(box, db, case_id, now)
        journal.note(
            db, box.clock.now(), "discarded", mediator_id=actor.mediator_id, station_id=actor.station_id
        )  # fmt: skip
    safe.fold(box)


def submit(box: Box, case_id: str, actor: Actor, confirmation: Confirmation, also: Also = _nothing) -> Submission:
    """Freeze the case, mint its reference, put its event in the outbox and its receipt in the spool: all, or nothing.

    A case is submitted once: whatever is tapped or sent again gets the same submission. `also` is done in the same
    transaction, with the reference: the use of a mandate, which may refuse. Raises `Refused`: `no-such-case`,
    `not-complete` with the `step` that is open.
    """
    today = box.watch.look()
    with box.store.write() as db:
        key = safe.open_key(db, case_id, actor)
        if (known := cases.submission(db, case_id, key)) is not None:
            return known
        opened = open_case(box, case_id, actor, db)
        complete(opened)
        name, counter = reference.mint(box.site.code, counters.value(db))
        counters.set_value(db, counter)
        follow = box.clock.readable(FOLLOW_CHARACTERS)
        stamp = _stamp(box, name, today, follow)
        made = Submission(
            case_id, name, counter, opened.procedure.kind, today.day.isoformat(), today.certain, today.now,
            retention_of(box, opened), follow,
        )  # fmt: skip
        cases.submit(db, made, key)
        event_made = submitted_event(box, db, opened, stamp, actor.name, confirmation)
        outbox.add(db, event_made, key, transmission.sealed(box, event_made))
        made = proving.prove(box, db, made, event_made)
        safekeeping.forget_resume(db, case_id)
        parked.forget(db, case_id)
        for paper in ("receipt", "answers") if opened.procedure.prepared else ("receipt",):
            spooler.queue(box, db, paper, name, case_id, opened.case, actor, key)
        also(db, name)
        journal.note(
            db, today.now, "submitted", mediator_id=actor.mediator_id, station_id=actor.station_id, reference=name
        )  # fmt: skip
    return made


def complete(opened: Opened) -> None:
    """Raises `Refused("not-complete")` naming the first step that is still open."""
    if (still_open := opened.journey.first_open()) is not None:
        raise Refused("not-complete", step=still_open.id)


def submitted_event(
    box: Box, db: Database, opened: Opened, stamp: Stamp, helper: str, confirmation: Confirmation
) -> Event:  # fmt: skip
    """The event that says this case was submitted, who helped and who confirmed it; what is joined leaves with it."""
    listed = parcels.pack(box, db, opened.case.id, opened.key, joined_in(opened.journey))
    body = submissions.body(opened.case, opened.journey, box.site, stamp, helper, confirmation, box.words(), listed)
    return Event(
        stamp.event_id, opened.case.id, stamp.sequence, "submitted", stamp.reference, event.canonical(body), stamp.at,
        stamp.replaces,
    )  # fmt: skip


def retention_of(box: Box, opened: Opened) -> int:
    """Days the case stays readable here once the hub has it: none at a terminal (the procedure says, or the box)."""
    return opened.procedure.days_here(opened.case.channel, box.settings.retention_days)


def _stamp(box: Box, name: str, today: Today, follow: str) -> Stamp:
    ours, salt = (box.clock.new_id(), 1, name, today.day, today.certain, today.now), box.clock.new_salt()
    return Stamp(*ours, keys.token_hash(follow), salt)


def _next(journey: Journey, step_id: str) -> str:
    """After a step: the next one, or the first that is open, or the review."""
    if step_id not in journey.ids:
        still_open = journey.first_open()
        return still_open.id if still_open else REVIEW
    following = journey.after(step_id)
    return following.id if following else REVIEW
