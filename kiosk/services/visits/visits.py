"""A person's visit: how it begins, goes on at another screen and after a pause; and what is done in it."""

import math
from datetime import date, datetime, timedelta

from msgspec import Struct

from kiosk.domain.events.case_state import ENDED, CaseState
from kiosk.domain.time import calendar
from kiosk.domain.visits.ledger import Entry, Punctuality, VisitPlace
from kiosk.services.box.box import Actor, Box
from kiosk.store import cases, visits
from kiosk.store.cases import Submission
from kiosk.store.database import Database
from kiosk.store.updates import NewUpdate

PAUSE = timedelta(hours=1)
"""After how long on hold nobody is taken to be waiting any more."""


def begin_visit(box: Box, actor: Actor) -> None:
    """Begin a visit at the actor's screen, unless one goes on there."""
    with box.store.write() as db:
        find_or_begin_visit(box, db, actor)


def find_or_begin_visit(box: Box, db: Database, actor: Actor) -> str:
    """The visit at the actor's screen, begun now where there is none; "" for who acts without a screen."""
    if not actor.visitor:
        return ""
    visit_id = visits.read_open_visit(db, actor.visitor) or continue_visit(box, db, actor)
    if not visit_id:
        visit_id, today = box.clock.new_id(), box.watch.today()
        place = VisitPlace.TERMINAL if actor.terminal else VisitPlace.DESK
        visits.insert_visit(db, visit_id, place, today.day, today.now)
        visits.save_open_visit(db, actor.visitor, visit_id)
        _begin_period(box, db, visit_id, actor)
    return visit_id


def continue_visit(box: Box, db: Database, actor: Actor) -> str:
    """The visit at the actor's screen that was cut off, by a power cut or a shift that was over, and goes on in another
    session; "" for none. For the caller's transaction, in which the actor's session has no visit.
    """
    pause = PAUSE if actor.mediator_id else timedelta(minutes=box.settings.terminal_idle_minutes)
    since = box.clock.now() - pause
    cut_off = visits.find_session_cut_off(db, actor.station_id, actor.mediator_id, since)
    if not cut_off:
        return ""
    visits.update_open_session(db, cut_off, actor.visitor)
    visit_id = visits.read_open_visit(db, actor.visitor)
    _begin_period(box, db, visit_id, actor)
    return visit_id


def note(box: Box, db: Database, kind: Entry, actor: Actor, *, value: str = "", procedure_id: str = "") -> None:
    """Note what is done for the person at the actor's screen, in the caller's transaction; a visit begins with it."""
    if visit_id := find_or_begin_visit(box, db, actor):
        visits.insert_visit_line(
            db, visit_id, kind, box.clock.now(), value=value, procedure_id=procedure_id, by=actor.mediator_id
        )


def note_unsolved(box: Box, procedure_id: str, actor: Actor) -> None:
    """Note, once for each procedure of a visit, that the person's problem is not resolved."""
    with box.store.write() as db:
        if not is_unsolved(db, procedure_id, actor):
            note(box, db, Entry.UNSOLVED, actor, procedure_id=procedure_id)


def is_unsolved(db: Database, procedure_id: str, actor: Actor) -> bool:
    """Whether the person at the actor's screen has said so in this visit."""
    return visits.has_visit_line(db, visits.read_open_visit(db, actor.session), Entry.UNSOLVED, procedure_id)


def note_paper(box: Box, db: Database, kind: str, actor: Actor) -> None:
    """Note a paper of this kind for the person at the actor's screen, if any, in the caller's transaction."""
    if actor.visitor and visits.read_open_visit(db, actor.visitor):
        note(box, db, Entry.PRINTED, actor, value=kind)


class DueDays(Struct, frozen=True):
    """The last days on which a decision keeps the town hall's promise, and comes before silence; None for none."""

    promised: date | None
    law: date | None


def note_decision(box: Box, db: Database, submission: Submission, made: NewUpdate, due: DueDays) -> None:
    """Note that a service has decided a case of this box, and whether in time, in the caller's transaction.

    One of an earlier month counts in this one: what was published of a month stays as it was.
    """
    if made.state not in ENDED:
        return
    procedure_id = cases.read_procedure_of_case(db, submission.case_id)
    day = calendar.day_at(datetime.fromisoformat(made.at), box.settings.zone)
    counted = max(day, box.watch.today().day.replace(day=1))
    days = (day - date.fromisoformat(submission.legal_date)).days
    known = [(Entry.DECIDED, made.state), (Entry.ANSWER_DAYS, str(max(days, 0)))]
    withdrawn = made.state == CaseState.WITHDRAWN
    for kind, last in ((Entry.LAW, due.law), (Entry.PROMISE, due.promised)):
        kept = (
            Punctuality.NONE if last is None or withdrawn else Punctuality.IN_TIME if day <= last else Punctuality.LATE
        )
        known.append((kind, kept))
    if (Entry.PROMISE, Punctuality.NONE) not in known:
        known.append((Entry.PROMISED_DAYS, str(submission.promised_days)))
    for kind, value in known:
        visits.insert_line_of_no_visit(db, kind, counted, box.clock.now(), value, procedure_id)


def note_call_answered(box: Box, waited_s: float) -> None:
    """Note after how many seconds a mediator has said that they come: a minute that has begun counts."""
    today = box.watch.today()
    with box.store.write() as db:
        minutes = str(math.ceil(waited_s / 60))
        visits.insert_line_of_no_visit(db, Entry.CALL_MINUTES, today.day, today.now, minutes, "")


def take_up_case(box: Box, db: Database, case_id: str, procedure_id: str, actor: Actor) -> None:
    """Somebody's request goes on at the actor's screen, in the caller's transaction.

    Where its person began at another screen, which is still theirs, they are one visit: that one. Whoever was served
    at the actor's screen with a request of their own has gone.
    """
    if not actor.session:
        return
    theirs, own = visits.find_visit_of_case(db, case_id, actor.session), visits.read_open_visit(db, actor.session)
    if theirs and theirs != own:
        if own and visits.has_request(db, own):
            visits.leave_visit(db, actor.session, case_id)
        elif own:
            visits.insert_visit_line(db, own, Entry.JOINED, box.clock.now())
        visits.save_open_visit(db, actor.session, theirs)
        _begin_period(box, db, theirs, actor)
    note(box, db, Entry.CASE, actor, procedure_id=procedure_id)


def go_along(box: Box, session: str, actor: Actor) -> None:
    """Let a mediator go on with the visit of another session, by its hash, or its person with their own after them."""
    with box.store.write() as db:
        if visit_id := visits.read_open_visit(db, session):
            if session != actor.session:
                visits.save_open_visit(db, actor.session, visit_id)
            _begin_period(box, db, visit_id, actor)


def take_up_visit(box: Box, actor: Actor) -> None:
    """The screen is unlocked: its visit goes on, unless it was on hold for so long that its person has gone."""
    with box.store.write() as db:
        visit_id = visits.read_open_visit(db, actor.session)
        last = visits.read_last_period(db, visit_id) if visit_id else None
        if last is None or last.kind != Entry.ON_HOLD:
            return
        if box.clock.now() - last.at > PAUSE:
            visits.leave_visit(db, actor.session)
        else:
            _begin_period(box, db, visit_id, actor)


def _begin_period(box: Box, db: Database, visit_id: str, actor: Actor) -> None:
    kind = Entry.SERVED if actor.mediator_id else Entry.ALONE
    visits.insert_visit_line(db, visit_id, kind, box.clock.now(), by=actor.mediator_id)
