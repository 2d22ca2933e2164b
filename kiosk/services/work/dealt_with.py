"""What mediators do with a line of the list of work: say it is done, take that back, hand it to a colleague."""

from datetime import timedelta

from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box
from kiosk.store.cases import cases
from kiosk.store.database import Database
from kiosk.store.events import updates
from kiosk.store.people import journal, people
from kiosk.store.people.people_rows import ListedMediator
from kiosk.store.work import open_answers

SHOWN = timedelta(hours=24)
"""How long what was done can be seen in a list, and taken back there."""


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
