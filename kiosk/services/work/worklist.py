"""The desk's list of work: everything that waits for a mediator of these services, until it is done or handed on."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from kiosk.domain.answers.answering import says_nothing
from kiosk.domain.answers.fields.registry import find_field_kind
from kiosk.domain.answers.journey import compute_journey
from kiosk.domain.events.case_line import CaseLine
from kiosk.domain.events.case_state import NEWS, CaseState
from kiosk.domain.events.event import UpdateKind
from kiosk.domain.notices.wish import Wish
from kiosk.domain.printing.print_job import PrintJob
from kiosk.domain.procedure.procedure import WHO_ROLES, Channel, Procedure
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.procedures import look_up
from kiosk.services.submitted import change_notices, follow_case
from kiosk.services.submitted.follow_case import ReadUpdate
from kiosk.store import cases, counters, journal, open_answers, outbox, people, person_notices, spool, updates
from kiosk.store.cases import LockedCase
from kiosk.store.counters import ChangedNumber
from kiosk.store.database import Database
from kiosk.store.open_answers import TOLD_OUTCOMES, CallOutcome, CallRow, DangerRow, HandedWork, WorkKind
from kiosk.store.outbox import RefusedEvent
from kiosk.store.people import ListedMediator
from kiosk.store.person_notices import LeftNumber

SHOWN = timedelta(hours=24)
"""How long what was done can be seen in a list, and taken back there."""
DOUBLE_TAP_S = 60
"""Seconds within which a second press is the same call."""


def finish_answer(box: Box, update_id: str, actor: Actor, done: bool = True) -> None:
    """Note that an answer is dealt with, or take it back, whoever said it; a second press changes nothing.

    Raises `Refused` (`no-such-work`).
    """
    with box.store.write() as db:
        reference = _find_reference_of_answer(db, update_id, actor)
        if open_answers.is_answer_open(db, update_id) != done:
            return
        if done:
            open_answers.insert_done_answer(db, update_id, actor.mediator_id, box.clock.now())
        else:
            open_answers.delete_done_answer(db, update_id)
        _note(box, db, JournalAction.ANSWER_DONE if done else JournalAction.ANSWER_REOPENED, actor, reference)


def mark_danger_handled(box: Box, case_id: str, actor: Actor) -> None:
    """Note that somebody has seen a danger and told who must act. Raises `Refused` (`no-such-work`)."""
    with box.store.write() as db:
        known = {row.case_id: row for row in open_answers.select_dangers(db, actor.ring.services)}
        if case_id not in known:
            raise Refused(Refusal.NO_SUCH_WORK)
        open_answers.mark_danger_seen(db, case_id, box.clock.now())
        _note(box, db, JournalAction.DANGER_SEEN, actor, known[case_id].reference)
    box.calls.end(case_id)


def colleagues(box: Box, subject: str, actor: Actor) -> list[ListedMediator]:
    """Who else holds the service of this work, by name. Raises `Refused` (`no-such-work`)."""
    db = box.store.read()
    service = _service(db, subject, actor)
    able = {grant.holder for grant in people.select_grants(db) if grant.service_id == service and grant.sealed}
    return [person for person in people.select_mediators(db) if person.id in able and person.id != actor.mediator_id]


def hand_work_on(box: Box, subject: str, to_id: str, actor: Actor) -> None:
    """Give an answer or a draft to a colleague, or to everybody again (`to_id` "").

    Raises `Refused`: `no-such-work`; `no-such-mediator` for somebody who does not hold its service.
    """
    if to_id and to_id not in {colleague.id for colleague in colleagues(box, subject, actor)} | {actor.mediator_id}:
        raise Refused(Refusal.NO_SUCH_MEDIATOR)
    with box.store.write() as db:
        _service(db, subject, actor)
        if to_id:
            open_answers.save_handed_work(db, subject, actor.mediator_id, to_id, box.clock.now())
        else:
            open_answers.delete_handed_work(db, subject)
        update = updates.read_update_row(db, subject)
        _note(box, db, JournalAction.HANDED_ON, actor, update.reference if update else "", to_id)


def _note(box: Box, db: Database, action: JournalAction, actor: Actor, reference: str, detail: str = "") -> None:
    journal.insert_journal_line_by(db, box.clock.now(), action, actor, reference=reference, detail=detail)


def _find_reference_of_answer(db: Database, update_id: str, actor: Actor) -> str:
    """The case of an answer of a service that the actor holds. Raises `Refused` (`no-such-work`)."""
    update = updates.read_update_row(db, update_id)
    if update is None or update.service_id not in actor.ring.services:
        raise Refused(Refusal.NO_SUCH_WORK)
    return update.reference


def _service(db: Database, subject: str, actor: Actor) -> str:
    """The service of an answer or a draft that the actor may open."""
    update, draft = updates.read_update_row(db, subject), cases.read_case_head(db, subject)
    service = update.service_id if update else draft.service_id if draft else ""
    if service not in actor.ring.services:
        raise Refused(Refusal.NO_SUCH_WORK)
    return service


class ToCall(Struct, frozen=True):
    """A person to call about an answer: the number they confirmed, whether a message may be left, the calls so far."""

    number: str
    may_leave_message: bool
    language: str
    tried: tuple[CallRow, ...]


def to_call(db: Database, case_id: str, read: ReadUpdate, made: list[CallRow], actor: Actor) -> ToCall | None:
    """Whom to call about an open answer, None where nobody is: it is no news, they wished no call, or they know it.

    Whom the hub writes to is not called too.
    """
    if read.kind == UpdateKind.RIGHTS or read.state not in NEWS or any(call.outcome in TOLD_OUTCOMES for call in made):
        return None
    wish = change_notices.to_reach(db, case_id, actor) if case_id else Wish()
    if not wish.call or wish.by_hub:
        return None
    head = cases.read_case_head(db, case_id)
    return ToCall(wish.call, wish.message, head.language if head else "", tuple(made))


def record_call(box: Box, update_id: str, outcome: str, actor: Actor) -> int:
    """Note what came of a call about an answer; gives the call's id.

    The same outcome twice by the same mediator within a minute is one call: a double tap. Raises `Refused`
    (`no-such-work`) for an answer of a service that the actor does not hold, or an outcome that cannot be.
    """
    with box.store.write() as db:
        reference = _find_reference_of_answer(db, update_id, actor)
        submission = cases.read_submission_by_reference(db, reference)
        may_leave = submission is not None and change_notices.to_reach(db, submission.case_id, actor).message
        if outcome not in map(str, CallOutcome) or (outcome == CallOutcome.MESSAGE and not may_leave):
            raise Refused(Refusal.NO_SUCH_WORK)
        now = box.clock.now()
        last = open_answers.select_calls(db, [update_id])[-1:]
        if last and last[0].outcome == outcome and (now - last[0].at).total_seconds() < DOUBLE_TAP_S:
            return last[0].id
        call_id = open_answers.insert_call(db, update_id, actor.mediator_id, CallOutcome(outcome), now)
        _note(box, db, JournalAction.CALLED, actor, reference, outcome)
        return call_id


def take_call_back(box: Box, update_id: str, call_id: str, actor: Actor) -> None:
    """Take a call about an answer back, whoever noted it; a second time changes nothing.

    Raises `Refused` (`no-such-work`).
    """
    with box.store.write() as db:
        reference = _find_reference_of_answer(db, update_id, actor)
        if any(str(call.id) == call_id for call in open_answers.select_calls(db, [update_id])):
            open_answers.delete_call(db, int(call_id))
            _note(box, db, JournalAction.CALL_TAKEN_BACK, actor, reference)


def find_last_call(db: Database, update_id: str, actor: Actor) -> CallRow | None:
    """The newest call about an answer of a service that the actor holds, None where there is none."""
    update = updates.read_update_row(db, update_id)
    made = open_answers.select_calls(db, [update_id]) if update and update.service_id in actor.ring.services else []
    return made[-1] if made else None


MOST = 200
"""The most lines of one kind that are shown; the others follow as these are done."""


class WorklistDraft(Struct, frozen=True):
    """A draft as the list tells of it, without its answers; `note` is what was noted when it was set aside, "" for
    nothing.

    `answered` says how many of how many questions have an answer; `is_complete`, that none is missing; `alone`, that a
    person began it at a terminal. `is_empty` while nobody is named or
    noted in it and it holds one answer at most: a procedure only looked at.
    """

    case_id: str
    procedure: Procedure
    changed_at: datetime
    answered: tuple[int, int]
    note: str
    is_complete: bool
    alone: bool
    is_empty: bool


Seen = dict[str, tuple[tuple[int, int, date], WorklistDraft]]
"""Case id to what its line was made of (hashes of its locked answers and note, and the day), and the line."""


def list_worklist_drafts(box: Box, db: Database, actor: Actor) -> list[WorklistDraft]:
    """The drafts of the services on the actor's ring that hold something, the last changed first.

    One query reads them all, and one more each procedure file that is not the catalogue's any more. What is as it was
    at the last look is not opened again: fifty drafts take 25 ms. Raises `Refused` (`no-such-procedure`).
    """
    today, memory = box.watch.today().day, box.shifts.memory(actor.mediator_id)
    known: Seen = memory.get("drafts", {})
    seen: Seen = {}
    procedures: dict[tuple[str, str], Procedure] = {}
    for row in cases.select_drafts(db, actor.ring.services):
        made_of = (hash(row.answers), hash(row.note), today)
        if row.id in known and known[row.id][0] == made_of:
            seen[row.id] = known[row.id]
        elif key := data_keys.open_service_key(actor.ring, row.holder, row.wrapped):
            named = row.procedure_id, row.procedure_sha256
            if named not in procedures:
                if (procedure := look_up.begun_with(box, db, *named)) is None:
                    raise Refused(Refusal.NO_SUCH_PROCEDURE)
                procedures[named] = procedure
            seen[row.id] = made_of, _opened(procedures[named], row, key, today)
    memory["drafts"] = seen
    return [draft for _, draft in seen.values() if not draft.is_empty]


def _opened(procedure: Procedure, row: LockedCase, key: bytes, today: date) -> WorklistDraft:
    case = cases.decrypt_case(row, key)
    note = cases.decrypt_draft_note(row.note, case.id, key)
    journey = compute_journey(procedure, case.answers, today)
    asked = [field for field in journey.fields() if find_field_kind(field.kind).answers]
    said = [field for field in asked if field.id in case.answers and not says_nothing(field, case.answers[field.id])]
    is_empty = not note and len(said) < 2 and not any(field.role in WHO_ROLES for field in said)
    return WorklistDraft(
        case.id,
        procedure,
        case.changed_at,
        (len(said), len(asked)),
        note,
        is_complete=journey.first_open() is None,
        alone=row.channel == Channel.ALONE,
        is_empty=is_empty,
    )


class WorklistAnswer(Struct, frozen=True):
    """An answer of the service as its line shows it. `is_printed`: whether it is on paper. `case_line` is that of the
    case, None for an answer about a person's data."""

    read: ReadUpdate
    is_printed: bool
    case_line: CaseLine | None = None

    @property
    def is_completed(self) -> bool:
        """Whether something was added, and nothing that is named is missing."""
        return self.case_line is not None and self.case_line.state == CaseState.COMPLETED


Thing = DangerRow | WorklistAnswer | ToCall | RefusedEvent | PrintJob | LeftNumber | ChangedNumber | WorklistDraft


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
    handed: HandedWork | None = None


class Worklist(Struct, frozen=True):
    """What this mediator sees: `mine`, the lines to do, what has a day first; `sent`, requests for papers of which
    nothing is missing any more, for `SHOWN`; `drafts`, which wait for their person; `others`, what is in the hands of a
    colleague.
    """

    mine: tuple[Work, ...]
    sent: tuple[Work, ...]
    drafts: tuple[Work, ...]
    others: tuple[Work, ...]


def worklist(box: Box, db: Database, actor: Actor) -> Worklist:
    """The work of the actor's services. Nothing of another service is in it, or counted."""
    handed = open_answers.select_handed_work(db)
    lines = [*_answers(box, db, actor), *_in_rows(db, actor)]
    for draft in list_worklist_drafts(box, db, actor):
        own = draft.case_id
        lines.append(Work(WorkKind.DRAFT, own, "", own, draft.procedure.id, draft.changed_at, None, draft))
    order = list(WorkKind)
    lines.sort(key=lambda line: (line.kind != WorkKind.DANGER, line.due or date.max, order.index(line.kind)))
    listed: dict[str, list[Work]] = {name: [] for name in Worklist.__struct_fields__}
    for line in lines:
        placed = replace(line, handed=handed.get(line.subject))
        listed[_find_list(placed, actor)].append(placed)
    since = box.watch.today().now - SHOWN
    return Worklist(
        tuple(listed["mine"]),
        tuple(line for line in listed["sent"] if line.since and line.since > since),
        tuple(listed["drafts"]),
        tuple(listed["others"]),
    )


def _find_list(line: Work, actor: Actor) -> str:
    """The list of `Worklist` that a line stands in; what a colleague has handed on waits for who has it."""
    if line.handed:
        return "mine" if line.handed.to_id == actor.mediator_id else "others"
    if line.kind == WorkKind.DRAFT:
        return "drafts"
    return "sent" if isinstance(line.thing, WorklistAnswer) and line.thing.is_completed else "mine"


def _answers(box: Box, db: Database, actor: Actor) -> Iterator[Work]:
    """Each open answer, and whom to call about it, where the person wished that."""
    waiting = open_answers.select_open_answers(db, actor.ring.services, MOST)
    wishing = person_notices.select_cases_with_wish(db, [row.case_id for row in waiting if row.case_id])
    made: dict[str, list[CallRow]] = {}
    for call in open_answers.select_calls(db, [row.update.id for row in waiting if row.case_id in wishing]):
        made.setdefault(call.update_id, []).append(call)
    of_cases = [row.update.reference for row in waiting if row.update.kind != UpdateKind.RIGHTS]
    drawn_lines = follow_case.find_lines_of_listed_cases(box, of_cases, actor)
    for row in waiting:
        read = follow_case.open_update(row.update, actor)
        asks = read.state == CaseState.INCOMPLETE and read.kind != UpdateKind.RIGHTS
        drawn = drawn_lines.get(row.update.reference) if read.kind != UpdateKind.RIGHTS else None
        due = drawn.papers_by if drawn and asks else None
        answer = WorklistAnswer(read, row.is_printed, drawn)
        kind, of = WorkKind.PAPERS if asks else WorkKind.ANSWER, row.update
        since = row.added_at if answer.is_completed else of.received_at
        line = Work(kind, of.id, of.reference, row.case_id, row.procedure_id, since, due, answer)
        yield line
        tried = made.get(row.update.id, [])
        if row.case_id in wishing and (called := to_call(db, row.case_id, read, tried, actor)):
            yield replace(line, kind=WorkKind.CALL, thing=called)


def list_late_cases(box: Box, db: Database, actor: Actor) -> list[str]:
    """The references of cases of the actor's services to which the town hall has not answered as it promised."""
    known = open_answers.select_promised_before(db, actor.ring.services, box.watch.today().day, MOST)
    lines = follow_case.find_lines_of_listed_cases(box, known, actor)
    return [reference for reference in known if (line := lines[reference]) and line.overdue]


def _in_rows(db: Database, actor: Actor) -> Iterator[Work]:
    """Dangers that nobody has seen yet, what the hub refused, papers in doubt, numbers to say again, persons to tell of
    a changed number.
    """
    services = actor.ring.services
    for row in open_answers.select_dangers(db, services):
        if not row.is_seen:
            yield Work(WorkKind.DANGER, row.case_id, row.reference, row.case_id, row.procedure_id, row.at, None, row)
    for event in outbox.select_refused_events(db):
        if event.service_id in ("", *services):
            yield Work(WorkKind.MEND, event.id, event.reference, event.stream, "", event.rejected_at, None, event)
    for job in spool.select_doubtful_jobs(db, services, MOST):
        yield Work(WorkKind.PAPER, job.id, job.reference, job.subject, "", job.state_at, None, job)
    for kept in person_notices.select_left_numbers(db, services):
        yield Work(WorkKind.LEFT_NUMBER, kept.case_id, kept.reference, kept.case_id, "", kept.at, None, kept)
    for changed in counters.select_numbers_to_tell(db, services):
        yield Work(WorkKind.NEW_NUMBER, changed.case_id, changed.reference, changed.case_id, "", None, None, changed)
