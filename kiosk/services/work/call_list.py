"""Whom the desk calls: persons who wished to be told by telephone that an answer has come."""

from datetime import timedelta

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
from kiosk.store.cases import cases
from kiosk.store.database import Database
from kiosk.store.events import updates
from kiosk.store.people import journal, people
from kiosk.store.people.people import ListedMediator
from kiosk.store.work import calls, open_answers
from kiosk.store.work.calls import Call

SHOWN = timedelta(hours=24)
"""How long what was done can be seen in a list, and taken back there."""
NEWS = frozenset({CaseState.INCOMPLETE, *ENDED} - {CaseState.WITHDRAWN})
"""States that are news for the person: something is asked of them, or it is decided."""
DOUBLE_TAP_S = 60
"""Seconds within which a second press is the same call."""


def finish(box: Box, update_id: str, actor: Actor) -> None:
    """Note that an answer is dealt with; a second press changes nothing. Raises `Refused` (`no-such-work`)."""
    with box.store.write() as db:
        reference = reference_of(db, update_id, actor)
        if open_answers.is_open(db, update_id):
            open_answers.finish(db, update_id, actor.mediator_id, box.clock.now())
            _note(box, db, JournalAction.ANSWER_DONE, actor, reference)


def reopen(box: Box, update_id: str, actor: Actor) -> None:
    """Take « done » back, whoever said it. Raises `Refused` (`no-such-work`)."""
    with box.store.write() as db:
        reference = reference_of(db, update_id, actor)
        if not open_answers.is_open(db, update_id):
            open_answers.reopen(db, update_id)
            _note(box, db, JournalAction.ANSWER_REOPENED, actor, reference)


def colleagues(box: Box, subject: str, actor: Actor) -> list[ListedMediator]:
    """Who else holds the service of this work, by name. Raises `Refused` (`no-such-work`)."""
    db = box.store.read()
    service = _service(db, subject, actor)
    able = {grant.holder for grant in people.grants(db) if grant.service_id == service and grant.sealed}
    return [person for person in people.mediators(db) if person.id in able and person.id != actor.mediator_id]


def hand_on(box: Box, subject: str, to_id: str, actor: Actor) -> None:
    """Give an answer or a draft to a colleague, or to everybody again (`to_id` "").

    Raises `Refused`: `no-such-work`; `no-such-mediator` for somebody who does not hold its service.
    """
    if to_id and to_id not in {colleague.id for colleague in colleagues(box, subject, actor)} | {actor.mediator_id}:
        raise Refused(Refusal.NO_SUCH_MEDIATOR)
    with box.store.write() as db:
        _service(db, subject, actor)
        if to_id:
            open_answers.hand_on(db, subject, actor.mediator_id, to_id, box.clock.now())
        else:
            open_answers.take_back(db, subject)
        update = updates.get(db, subject)
        _note(box, db, JournalAction.HANDED_ON, actor, update.reference if update else "", to_id)


def _note(box: Box, db: Database, action: JournalAction, actor: Actor, reference: str, detail: str = "") -> None:
    journal.note_by(db, box.clock.now(), action, actor, reference=reference, detail=detail)


def reference_of(db: Database, update_id: str, actor: Actor) -> str:
    """The case of an answer of a service that the actor holds. Raises `Refused` (`no-such-work`)."""
    update = updates.get(db, update_id)
    if update is None or update.service_id not in actor.ring.services:
        raise Refused(Refusal.NO_SUCH_WORK)
    return update.reference


def _service(db: Database, subject: str, actor: Actor) -> str:
    """The service of an answer or a draft that the actor may open."""
    update, draft = updates.get(db, subject), cases.head(db, subject)
    service = update.service_id if update else draft.service_id if draft else ""
    if service not in actor.ring.services:
        raise Refused(Refusal.NO_SUCH_WORK)
    return service


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
