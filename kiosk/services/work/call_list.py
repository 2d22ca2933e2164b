"""Whom the desk calls: persons who wished to be told by telephone that an answer has come."""

from msgspec import Struct

from kiosk.domain.events.event import ENDED, CaseState, UpdateKind
from kiosk.domain.notices.wish import Wish
from kiosk.domain.screen.desk_work import TOLD_OUTCOMES, CallOutcome
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box
from kiosk.services.submitted import change_notices
from kiosk.services.submitted.read_update import ReadUpdate
from kiosk.services.work.dealt_with import reference_of
from kiosk.store.cases import cases
from kiosk.store.database import Database
from kiosk.store.events import updates
from kiosk.store.people import journal
from kiosk.store.work import calls
from kiosk.store.work.calls import Call

NEWS = frozenset({CaseState.INCOMPLETE, *ENDED} - {CaseState.WITHDRAWN})
"""States that are news for the person: something is asked of them, or it is decided."""
DOUBLE_TAP_S = 60
"""Seconds within which a second press is the same call."""


class ToCall(Struct, frozen=True):
    """A person to call about an answer: the number they confirmed, whether a message may be left, the calls so far."""

    number: str
    may_leave_message: bool
    language: str
    tried: tuple[Call, ...]


def to_call(db: Database, case_id: str, read: ReadUpdate, made: list[Call], actor: Actor) -> ToCall | None:
    """Whom to call about an open answer, None where nobody is: it is no news, they wished no call, or they know it.

    Whom the hub writes to is not called too.
    """
    if read.kind == UpdateKind.RIGHTS or read.state not in NEWS or any(call.outcome in TOLD_OUTCOMES for call in made):
        return None
    wish = change_notices.to_reach(db, case_id, actor) if case_id else Wish()
    if not wish.call or wish.by_hub:
        return None
    head = cases.head(db, case_id)
    return ToCall(wish.call, wish.message, head.language if head else "", tuple(made))


def note(box: Box, update_id: str, outcome: str, actor: Actor) -> int:
    """Note what came of a call about an answer; gives the call's id.

    The same outcome twice by the same mediator within a minute is one call: a double tap. Raises `Refused`
    (`no-such-work`) for an answer of a service that the actor does not hold, or an outcome that cannot be.
    """
    with box.store.write() as db:
        reference = reference_of(db, update_id, actor)
        if outcome not in map(str, CallOutcome) or (outcome == CallOutcome.MESSAGE and not _may(db, reference, actor)):
            raise Refused(Refusal.NO_SUCH_WORK)
        now = box.clock.now()
        last = calls.of(db, [update_id])[-1:]
        if last and last[0].outcome == outcome and (now - last[0].at).total_seconds() < DOUBLE_TAP_S:
            return last[0].id
        call_id = calls.note(db, update_id, actor.mediator_id, CallOutcome(outcome), now)
        journal.note_by(db, now, JournalAction.CALLED, actor, reference=reference, detail=outcome)
        return call_id


def take_back(box: Box, update_id: str, call_id: str, actor: Actor) -> None:
    """Take a call about an answer back, whoever noted it; a second time changes nothing.

    Raises `Refused` (`no-such-work`).
    """
    with box.store.write() as db:
        reference = reference_of(db, update_id, actor)
        if any(str(call.id) == call_id for call in calls.of(db, [update_id])):
            calls.take_back(db, int(call_id))
            journal.note_by(db, box.clock.now(), JournalAction.CALL_TAKEN_BACK, actor, reference=reference)


def last(db: Database, update_id: str, actor: Actor) -> Call | None:
    """The newest call about an answer of a service that the actor holds, None where there is none."""
    update = updates.get(db, update_id)
    made = calls.of(db, [update_id]) if update and update.service_id in actor.ring.services else []
    return made[-1] if made else None


def _may(db: Database, reference: str, actor: Actor) -> bool:
    submission = cases.submission_of(db, reference)
    return submission is not None and change_notices.to_reach(db, submission.case_id, actor).message
