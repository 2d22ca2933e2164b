"""Finds cases: lists by what follows from their decisions, one case with all that was said about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select

from kiosk.domain.events import reference as references
from kiosk.domain.events.event import EventType
from kiosk.errors import Refused
from kiosk.hub.cases.computed_columns import ASKED, NEWS, REQUESTS, STATE
from kiosk.hub.cases.scope import EVERYTHING, Scope
from kiosk.hub.cases.states import STATES
from kiosk.hub.keys.keyring import Ring
from kiosk.hub.secrets import name_index
from kiosk.hub.secrets.vault import CaseLock, decision_of, event_of, names_of, unwrapped
from kiosk.hub.store.schema import case_key, cases, decision, event, staff

PAGE = 50
"""Cases on one page of a list."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is asked for. `scope` limits it to what a person may see; `after` is where the last page ended."""

    state: str = ""
    words: str = ""
    prepared: bool = False
    scope: Scope = EVERYTHING
    after: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """One case in a list; `person` is whom it concerns, empty where the contents were erased.

    `news` counts what was added and nobody has answered, `asked` what the person asks about their contents.
    """

    reference: str
    person: str
    title: str
    legal_date: str
    state: str
    prepared: bool
    news: int
    asked: int


@dataclass(frozen=True, slots=True)
class Page:
    """Cases, newest first; `next` is what the next page is `after`, empty on the last."""

    rows: tuple[Listed, ...]
    next: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided, with the words the citizen reads."""

    number: int
    state: str
    message: str
    staff_id: str
    staff_name: str
    at: datetime


Added = tuple[Row[Any], Mapping[str, Any]]
"""An event that came after the first: its row, and what it says."""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One case: its facts, what was submitted, what was added and what was decided."""

    id: str
    reference: str
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
        """The files that the submitted event lists, whether they have come yet or not."""
        documents = self.submitted.get("documents") or []
        return [each for document in documents for each in document.get("attachments") or []]

    @property
    def seen(self) -> int:
        """How many decisions a page that shows this case has seen."""
        return len(self.decisions)


def find(connection: Connection, ring: Ring, wanted: Wanted) -> Page:
    """One page of cases. Words are a reference, as printed or as spoken, or the starts of names, or a birth date."""
    asked = [cases.c.prepared == wanted.prepared, *may_see(wanted.scope), *_matching(ring, wanted.words)]
    if wanted.state in STATES:
        asked.append(STATE.in_((wanted.state,)))
    if wanted.after:
        last = select(cases.c.received_at, cases.c.id).where(cases.c.id == wanted.after).subquery()
        moment = select(last.c.received_at).scalar_subquery()
        asked.append(or_(cases.c.received_at < moment, and_(cases.c.received_at == moment, cases.c.id < wanted.after)))
    rows = connection.execute(
        select(cases, STATE.label("state"), NEWS.label("news"), ASKED.label("asked"), case_key.c.wrapped)
        .join(case_key, isouter=True)
        .where(*asked)
        .order_by(cases.c.received_at.desc(), cases.c.id.desc())
        .limit(PAGE + 1)
    ).all()
    return Page(tuple(_listed(ring, row) for row in rows[:PAGE]), rows[PAGE - 1].id if len(rows) > PAGE else "")


def counts(connection: Connection, scope: Scope) -> dict[str, int]:
    """How many deposited cases are in each state, for what the person may see."""
    state = STATE.label("state")
    query = select(state).where(cases.c.prepared.is_(False), *may_see(scope)).subquery()
    found = connection.execute(select(query.c.state, func.count()).group_by(query.c.state)).all()
    return dict.fromkeys(STATES, 0) | {row[0]: row[1] for row in found}


def read_case(connection: Connection, ring: Ring, reference: str, scope: Scope = EVERYTHING) -> CaseFile:
    """One case by its reference.

    Raises `Refused("unknown-case")`, also for a case outside their scope, and one whose contents ended
    (`erasing.remains` has what is left of it).
    """
    query = select(cases, STATE.label("state"), case_key.c.wrapped).join(case_key)
    case = connection.execute(query.where(cases.c.reference == reference, *may_see(scope))).first()
    if case is None:
        raise Refused("unknown-case", reference=reference)
    lock = unwrapped(ring, case.id, case.wrapped)
    kept = connection.execute(
        select(event).where(event.c.reference == reference).order_by(event.c.received_at, event.c.sequence)
    ).all()
    events = [(each, lock.read(event_of(each.id), each.body)) for each in kept]
    return CaseFile(
        id=case.id,
        reference=reference,
        site=case.site,
        state=case.state,
        prepared=case.prepared,
        received_at=case.received_at,
        submitted=next(body for each, body in events if each.type == EventType.SUBMITTED),
        supplements=tuple(each for each in events if each[0].type == EventType.SUPPLEMENT),
        corrections=tuple(each for each in events if each[0].type == EventType.CORRECTION),
        withdrawal=next((each for each in events if each[0].type == EventType.WITHDRAWAL), None),
        requests=tuple(each for each in events if each[0].type in REQUESTS),
        decisions=_decisions(connection, case.id, lock),
        lock=lock,
    )


def _decisions(connection: Connection, case_id: str, lock: CaseLock) -> tuple[Decision, ...]:
    rows = connection.execute(
        select(decision, staff.c.name.label("staff_name"))
        .join(staff, staff.c.id == decision.c.staff_id)
        .where(decision.c.case_id == case_id)
        .order_by(decision.c.number)
    ).all()
    return tuple(
        Decision(
            each.number, each.state, lock.unlock(decision_of(each.id), each.message), each.staff_id, each.staff_name,
            each.at,
        )
        for each in rows
    )  # fmt: skip


def _listed(ring: Ring, row: Row[Any]) -> Listed:
    person: Mapping[str, str] = {}
    if row.wrapped is not None:
        person = unwrapped(ring, row.id, row.wrapped).read(names_of(row.id), row.names)["person"]
    name = " ".join(f"{person.get('given_names', '')} {person.get('family_name', '')}".split())
    return Listed(
        row.reference, name, row.title, row.legal_date, row.state, row.prepared, news=row.news, asked=row.asked
    )


def may_see(scope: Scope) -> list[ColumnElement[bool]]:
    """What a case fulfils that a person of this scope may see."""
    limits = ((cases.c.service, scope.services), (cases.c.site, scope.sites))
    return [column.in_(allowed) for column, allowed in limits if allowed]


def _matching(ring: Ring, words: str) -> list[ColumnElement[bool]]:
    if not words.strip():
        return []
    try:
        return [cases.c.reference == references.read(words)]
    except Refused:
        return name_index.matching(ring, words)
