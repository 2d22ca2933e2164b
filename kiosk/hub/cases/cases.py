"""Finds and reads the hub's cases: lists by state or words, and one case with its events and decisions."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select

from kiosk.domain.events import reference as references
from kiosk.domain.events.event import EventType
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused
from kiosk.frozen import Frozen
from kiosk.hub.cases import numbers
from kiosk.hub.cases.computed_columns import ASKED, NEWS, REQUESTS, STATE
from kiosk.hub.cases.scope import EVERYTHING, Scope
from kiosk.hub.cases.states import STATES
from kiosk.hub.keys.keyring import Ring
from kiosk.hub.secrets import name_index
from kiosk.hub.secrets.vault import CaseLock, decision_label, event_label, names_label, unwrap_lock
from kiosk.hub.store.schema import case_key, cases, decision, event, staff

PAGE = 50
"""Cases on one page of a list."""


class CaseQuery(Frozen):
    """What a list shall show: `words` are a reference, names or a birth date, `scope` what the person may see,
    `after` the id of the last case of the page before.
    """

    state: str = ""
    words: str = ""
    prepared: bool = False
    scope: Scope = EVERYTHING
    after: str = ""


class CaseRow(Frozen):
    """One case in a list; `person` names whom it concerns: an organisation, the person, or who asked; empty where
    nobody gave a name.

    `erased` is whether its contents were erased, and the name with them.

    `news` counts supplements and corrections since the last decision, `asked` unanswered requests about personal data.
    """

    reference: str
    person: str
    title: str
    legal_date: str
    state: str
    prepared: bool
    news: int
    asked: int
    erased: bool = False


class Page(Frozen):
    """Cases, newest first; `next` is the `after` of the next page's query, empty on the last page."""

    rows: tuple[CaseRow, ...]
    next: str


class Decision(Frozen):
    """One decision of a case, with the message the citizen reads; `number` counts from 1.

    `papers_by` is the day by which papers are due that it asks for, "" for none.
    """

    number: int
    state: str
    message: str
    staff_id: str
    staff_name: str
    at: datetime
    papers_by: str = ""


class StoredEvent(Frozen):
    """An event of a case without its body."""

    id: str
    type: EventType
    site: str
    received_at: datetime


Added = tuple[StoredEvent, Mapping[str, Any]]
"""An event that came after the submitted one, and its JSON body in clear."""


class CaseFile(Frozen):
    """One case in clear: what was submitted, what was added, and its decisions."""

    id: str
    reference: str
    formerly: tuple[str, ...]
    site: str
    state: str
    prepared: bool
    received_at: datetime
    submitted: Mapping[str, Any]
    supplements: tuple[Added, ...]
    corrections: tuple[Added, ...]
    withdrawal: Added | None
    requests: tuple[Added, ...]
    decisions: tuple[Decision, ...]
    lock: CaseLock

    @property
    def steps(self) -> list[tuple[str, list[Mapping[str, Any]]]]:
        """The answers grouped by step, in the order of the procedure: (title, answers)."""
        grouped: dict[str, tuple[str, list[Mapping[str, Any]]]] = {}
        for answer in self.submitted["answers"]:
            grouped.setdefault(answer["step"], (answer["step_title"], []))[1].append(answer)
        return list(grouped.values())

    @property
    def files(self) -> list[Mapping[str, Any]]:
        """The files that the submitted event lists, whether the hub has received them yet or not."""
        documents = self.submitted.get("documents") or []
        return [attachment for document in documents for attachment in document.get("attachments") or []]

    @property
    def seen(self) -> int:
        """How many decisions there are: a form carries it, so that a decision made meanwhile is noticed."""
        return len(self.decisions)


def find_cases(connection: Connection, ring: Ring, wanted: CaseQuery) -> Page:
    """One page of cases that match the query.

    Its words are a reference, as printed or as spoken, or beginnings of names, or a birth date.
    """
    conditions = [cases.c.prepared == wanted.prepared, *may_see(wanted.scope), *_word_conditions(ring, wanted.words)]
    if wanted.state in STATES:
        conditions.append(STATE.in_((wanted.state,)))
    if wanted.after:
        last = select(cases.c.received_at, cases.c.id).where(cases.c.id == wanted.after).subquery()
        moment = select(last.c.received_at).scalar_subquery()
        conditions.append(
            or_(cases.c.received_at < moment, and_(cases.c.received_at == moment, cases.c.id < wanted.after))
        )
    rows = connection.execute(
        select(cases, STATE.label("state"), NEWS.label("news"), ASKED.label("asked"), case_key.c.wrapped)
        .join(case_key, isouter=True)
        .where(*conditions)
        .order_by(cases.c.received_at.desc(), cases.c.id.desc())
        .limit(PAGE + 1)
    ).all()
    return Page(tuple(_case_row(ring, row) for row in rows[:PAGE]), rows[PAGE - 1].id if len(rows) > PAGE else "")


def count_by_state(connection: Connection, scope: Scope) -> dict[str, int]:
    """How many deposited cases are in each state, among those the person may see."""
    state = STATE.label("state")
    query = select(state).where(cases.c.prepared.is_(False), *may_see(scope)).subquery()
    rows = connection.execute(select(query.c.state, func.count()).group_by(query.c.state)).all()
    return dict.fromkeys(STATES, 0) | {row[0]: row[1] for row in rows}


def read_case(connection: Connection, ring: Ring, reference: str, scope: Scope = EVERYTHING) -> CaseFile:
    """One case by its reference.

    Raises `Refused`: `unknown-case` where there is none in the scope, or its contents were erased
    (`erasure.read_erased_case` reads what is left of it).
    """
    query = select(cases, STATE.label("state"), case_key.c.wrapped).join(case_key)
    case = connection.execute(query.where(cases.c.reference == reference, *may_see(scope))).first()
    if case is None:
        raise Refused(HubRefusal.UNKNOWN_CASE, reference=reference)
    lock = unwrap_lock(ring, case.id, case.wrapped)
    rows = connection.execute(
        select(event).where(event.c.reference == reference).order_by(event.c.received_at, event.c.sequence)
    ).all()
    events = [(_stored(row), lock.read(event_label(row.id), row.body)) for row in rows]
    return CaseFile(
        id=case.id,
        reference=reference,
        formerly=numbers.formerly(connection, case.id),
        site=case.site,
        state=case.state,
        prepared=case.prepared,
        received_at=case.received_at,
        submitted=next(body for stored, body in events if stored.type == EventType.SUBMITTED),
        supplements=tuple(addition for addition in events if addition[0].type == EventType.SUPPLEMENT),
        corrections=tuple(addition for addition in events if addition[0].type == EventType.CORRECTION),
        withdrawal=next((addition for addition in events if addition[0].type == EventType.WITHDRAWAL), None),
        requests=tuple(addition for addition in events if addition[0].type in REQUESTS),
        decisions=_decisions(connection, case.id, lock),
        lock=lock,
    )


def _stored(row: Row[Any]) -> StoredEvent:
    return StoredEvent(row.id, EventType(row.type), row.site, row.received_at)


def _decisions(connection: Connection, case_id: str, lock: CaseLock) -> tuple[Decision, ...]:
    rows = connection.execute(
        select(decision, staff.c.name.label("staff_name"))
        .join(staff, staff.c.id == decision.c.staff_id)
        .where(decision.c.case_id == case_id)
        .order_by(decision.c.number)
    ).all()
    return tuple(
        Decision(
            row.number, row.state, lock.unlock(decision_label(row.id), row.message), row.staff_id, row.staff_name,
            row.at, row.papers_by,
        )
        for row in rows
    )  # fmt: skip


def _case_row(ring: Ring, row: Row[Any]) -> CaseRow:
    people: Mapping[str, Mapping[str, str]] = {}
    if row.wrapped is not None:
        people = unwrap_lock(ring, row.id, row.wrapped).read(names_label(row.id), row.names)
    names = (_full_name(people.get(who, {})) for who in ("organisation", "person", "applicant"))
    return CaseRow(
        row.reference, next(filter(None, names), ""), row.title, row.legal_date, row.state, row.prepared, news=row.news,
        asked=row.asked, erased=row.wrapped is None,
    )  # fmt: skip


def _full_name(person: Mapping[str, str]) -> str:
    return " ".join(f"{person.get('given_names') or ''} {person.get('family_name') or ''}".split())


def may_see(scope: Scope) -> list[ColumnElement[bool]]:
    """The SQL conditions that leave only the cases a person of this scope may see."""
    limits = ((cases.c.service, scope.services), (cases.c.site, scope.sites))
    return [column.in_(allowed) for column, allowed in limits if allowed]


def _word_conditions(ring: Ring, words: str) -> list[ColumnElement[bool]]:
    if not words.strip():
        return []
    try:
        return [numbers.bears(references.read(words))]
    except Refused:
        return name_index.conditions_for(ring, words)
