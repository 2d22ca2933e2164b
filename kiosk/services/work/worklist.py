"""The desk's list of work: everything that waits for a mediator of these services, until it is done or handed on."""

from collections.abc import Iterator
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace

from kiosk.domain.answers.answering import says_nothing
from kiosk.domain.answers.journey import walk
from kiosk.domain.events.event import CaseState, UpdateKind
from kiosk.domain.events.supplement import Item
from kiosk.domain.printing.print_job import PrintJob
from kiosk.domain.procedure.procedure import Procedure
from kiosk.domain.screen.desk_work import WorkKind
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.procedures import look_up
from kiosk.services.submitted import follow_case, read_update
from kiosk.services.submitted.read_update import ReadUpdate
from kiosk.services.work.call_list import ToCall, to_call
from kiosk.store.cases import cases, kept_aside, left_numbers, wished_notices
from kiosk.store.cases.case_rows import LockedCase
from kiosk.store.cases.left_numbers import LeftNumber
from kiosk.store.database import Database
from kiosk.store.events import changed_numbers, outbox
from kiosk.store.events.changed_numbers import Changed
from kiosk.store.events.outbox import RefusedEvent
from kiosk.store.printing import spool
from kiosk.store.work import calls, open_answers
from kiosk.store.work.calls import Call
from kiosk.store.work.open_answers import Handed

MOST = 200
"""The most lines of one kind that are shown; the others follow as these are done."""


class Draft(Struct, frozen=True):
    """A draft as the list tells of it, without its answers; `note` is what was noted when it was set aside, "" for
    nothing.

    `place` is the step it stands at and how many there are; None where its questions are all answered. `is_empty`
    while nothing was answered or noted: a procedure that was only looked at.
    """

    case_id: str
    procedure: Procedure
    changed_at: datetime
    place: tuple[int, int] | None
    note: str
    is_empty: bool = False


Seen = dict[str, tuple[tuple[int, int, date], Draft]]
"""Case id to what its line was made of (hashes of its locked answers and note, and the day), and the line."""


def drafts(box: Box, db: Database, actor: Actor) -> list[Draft]:
    """The drafts of the services on the actor's ring that hold something, the last changed first.

    One query reads them all, and one more each procedure file that is not the catalogue's any more. What is as it was
    at the last look is not opened again: fifty drafts take 25 ms. Raises `Refused` (`no-such-procedure`).
    """
    today, memory = box.watch.today().day, box.shifts.memory(actor.mediator_id)
    known: Seen = memory.get("drafts", {})
    seen: Seen = {}
    procedures: dict[tuple[str, str], Procedure] = {}
    for row in cases.drafts(db, actor.ring.services):
        made_of = (hash(row.answers), hash(row.note), today)
        if row.id in known and known[row.id][0] == made_of:
            seen[row.id] = known[row.id]
        elif key := data_keys.unwrapped(actor.ring, row.holder, row.wrapped):
            named = row.procedure_id, row.procedure_sha256
            if named not in procedures:
                procedures[named] = _begun_with(box, db, *named)
            seen[row.id] = made_of, _opened(procedures[named], row, key, today)
    memory["drafts"] = seen
    return [draft for _, draft in seen.values() if not draft.is_empty]


def _begun_with(box: Box, db: Database, procedure_id: str, sha256: str) -> Procedure:
    procedure = look_up.begun_with(box, db, procedure_id, sha256)
    if procedure is None:
        raise Refused(Refusal.NO_SUCH_PROCEDURE)
    return procedure


def _opened(procedure: Procedure, row: LockedCase, key: bytes, today: date) -> Draft:
    case = cases.opened(row, key)
    journey = walk(procedure, case.answers, today)
    place = journey.count(case.position) if journey.stop(case.position) else None
    note = kept_aside.opened(row.note, case.id, key)
    answered = ((field, case.answers[field.id]) for field in procedure.fields() if field.id in case.answers)
    is_empty = not note and all(says_nothing(field, answer) for field, answer in answered)
    return Draft(case.id, procedure, case.changed_at, place, note, is_empty)


class Answer(Struct, frozen=True):
    """An answer of the service as its line shows it. `added_at`, `is_printed`: what was done about it meanwhile.

    `missing` are the papers that it names and nobody has brought, once something was added.
    """

    read: ReadUpdate
    added_at: datetime | None
    is_printed: bool
    missing: tuple[Item, ...]

    @property
    def is_completed(self) -> bool:
        """Whether something was added, and nothing that is named is missing."""
        return self.added_at is not None and not self.missing


Thing = Answer | ToCall | RefusedEvent | PrintJob | LeftNumber | Changed | Draft


class Work(Struct, frozen=True):
    """One line: `subject` is the id of its `thing`, `case_id` and `procedure_id` are "" where it has none here.

    `due` is the last day for it, None for none; `handed` says in whose hands it is, None for everybody's.
    """

    kind: WorkKind
    subject: str
    reference: str
    case_id: str
    procedure_id: str
    since: datetime | None
    due: date | None
    thing: Thing
    handed: Handed | None = None


class Worklist(Struct, frozen=True):
    """What this mediator sees: `mine`, the lines to do; `others`, what is in the hands of a colleague."""

    mine: tuple[Work, ...]
    others: tuple[Work, ...]


def worklist(box: Box, db: Database, actor: Actor) -> Worklist:
    """The work of the actor's services. Nothing of another service is in it, or counted."""
    handed = open_answers.handed(db)
    lines = [*_answers(db, actor), *_in_rows(db, actor), *(_draft(draft) for draft in drafts(box, db, actor))]
    order = list(WorkKind)
    placed = sorted(lines, key=lambda line: order.index(line.kind))
    shown = [replace(line, handed=handed.get(line.subject)) for line in placed]
    return Worklist(
        tuple(line for line in shown if line.handed is None or line.handed.to_id == actor.mediator_id),
        tuple(line for line in shown if line.handed is not None and line.handed.to_id != actor.mediator_id),
    )


def _answers(db: Database, actor: Actor) -> Iterator[Work]:
    """Each open answer, and whom to call about it, where the person wished that."""
    waiting = open_answers.waiting(db, actor.ring.services, MOST)
    wishing = wished_notices.wishing(db, [row.case_id for row in waiting if row.case_id])
    made: dict[str, list[Call]] = {}
    for call in calls.of(db, [row.update.id for row in waiting if row.case_id in wishing]):
        made.setdefault(call.update_id, []).append(call)
    for row in waiting:
        read = read_update.opened(row.update, actor)
        asks = read.state == CaseState.INCOMPLETE and read.kind != UpdateKind.RIGHTS
        due = row.update.papers_by if asks else None
        place = (row.update.id, row.update.reference, row.case_id, row.procedure_id, row.update.received_at, due)
        missing = follow_case.missing(db, read, actor) if asks and row.added_at else None
        answer = Answer(read, row.added_at, row.is_printed, missing or ())
        yield Work(WorkKind.PAPERS if asks else WorkKind.ANSWER, *place, answer)
        tried = made.get(row.update.id, [])
        if row.case_id in wishing and (called := to_call(db, row.case_id, read, tried, actor)):
            yield Work(WorkKind.CALL, *place, called)


def _in_rows(db: Database, actor: Actor) -> Iterator[Work]:
    """What the hub refused, papers in doubt, numbers to say again, persons to tell of a changed number."""
    services = actor.ring.services
    for event in outbox.attention(db):
        if event.service_id in ("", *services):
            yield Work(WorkKind.MEND, event.id, event.reference, event.stream, "", event.rejected_at, None, event)
    for job in spool.in_doubt(db, services, MOST):
        yield Work(WorkKind.PAPER, job.id, job.reference, job.subject, "", job.state_at, None, job)
    for kept in left_numbers.waiting(db, services):
        yield Work(WorkKind.LEFT_NUMBER, kept.case_id, kept.reference, kept.case_id, "", kept.at, None, kept)
    for changed in changed_numbers.to_tell(db, services):
        yield Work(WorkKind.NEW_NUMBER, changed.case_id, changed.reference, changed.case_id, "", None, None, changed)


def _draft(draft: Draft) -> Work:
    return Work(WorkKind.DRAFT, draft.case_id, "", draft.case_id, draft.procedure.id, draft.changed_at, None, draft)
