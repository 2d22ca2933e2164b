"""Finds cases: lists by what follows from their decisions, one case with all that was said about it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, literal, or_, select

from kiosk.domain import reference as references
from kiosk.errors import Refused
from kiosk.hub.reading import folded
from kiosk.hub.scope import EVERYTHING, Scope
from kiosk.hub.states import STATES
from kiosk.hub.store.schema import cases, decision, event, staff

PAGE = 50
"""Cases on one page of a list."""
_LAST = select(func.max(decision.c.number)).where(decision.c.case_id == cases.c.id).correlate(cases).scalar_subquery()
_DECIDED = (
    select(decision.c.state)
    .where(decision.c.case_id == cases.c.id, decision.c.number == _LAST)
    .correlate(cases)
    .scalar_subquery()
)
STATE: ColumnElement[str] = func.coalesce(_DECIDED, literal("received"))
"""A case's state, computed from the last decision."""
_DECIDED_AT = select(func.max(decision.c.at)).where(decision.c.case_id == cases.c.id).correlate(cases).scalar_subquery()
_NEWS = (
    select(func.count())
    .where(
        event.c.reference == cases.c.reference,
        event.c.type == "supplement",
        or_(_DECIDED_AT.is_(None), event.c.received_at > _DECIDED_AT),
    )
    .correlate(cases)
    .scalar_subquery()
)
"""Supplements nobody has answered yet."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is asked for. `scope` limits it to what a person may see; `after` is where the last page ended."""

    state: str = ""
    words: str = ""
    prepared: bool = False
    scope: Scope = EVERYTHING
    after: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Cases, newest first; `next` is what the next page is `after`, empty on the last."""

    rows: tuple[Row[Any], ...]
    next: str


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
    supplements: tuple[tuple[Row[Any], Mapping[str, Any]], ...]
    decisions: tuple[Row[Any], ...]

    @property
    def steps(self) -> list[tuple[str, list[Mapping[str, Any]]]]:
        """The answers grouped by step, in the order of the procedure: (title, answers)."""
        grouped: dict[str, tuple[str, list[Mapping[str, Any]]]] = {}
        for answer in self.submitted["answers"]:
            grouped.setdefault(answer["step"], (answer["step_title"], []))[1].append(answer)
        return list(grouped.values())

    @property
    def seen(self) -> int:
        """How many decisions a page that shows this case has seen."""
        return len(self.decisions)


def state_of(connection: Connection, case_id: str) -> str:
    """The state of one case, as its last decision says."""
    return str(connection.execute(select(STATE).select_from(cases).where(cases.c.id == case_id)).scalar_one())


def find(connection: Connection, wanted: Wanted) -> Page:
    """One page of cases. Words are a reference, as printed or as spoken, or parts of a name."""
    asked = [cases.c.prepared == wanted.prepared, *_may_see(wanted.scope), *_matching(wanted.words)]
    if wanted.state in STATES:
        asked.append(STATE.in_((wanted.state,)))
    if wanted.after:
        last = select(cases.c.received_at, cases.c.id).where(cases.c.id == wanted.after).subquery()
        moment = select(last.c.received_at).scalar_subquery()
        asked.append(or_(cases.c.received_at < moment, and_(cases.c.received_at == moment, cases.c.id < wanted.after)))
    rows = connection.execute(
        select(cases, STATE.label("state"), _NEWS.label("news"))
        .where(*asked)
        .order_by(cases.c.received_at.desc(), cases.c.id.desc())
        .limit(PAGE + 1)
    ).all()
    return Page(tuple(rows[:PAGE]), rows[PAGE - 1].id if len(rows) > PAGE else "")


def counts(connection: Connection, scope: Scope) -> dict[str, int]:
    """How many deposited cases are in each state, for what the person may see."""
    state = STATE.label("state")
    query = select(state).where(cases.c.prepared.is_(False), *_may_see(scope)).subquery()
    found = connection.execute(select(query.c.state, func.count()).group_by(query.c.state)).all()
    return dict.fromkeys(STATES, 0) | {row[0]: row[1] for row in found}


def read_case(connection: Connection, reference: str, scope: Scope = EVERYTHING) -> CaseFile:
    """One case by its reference. Raises `Refused("unknown-case")`, also for a case outside their scope."""
    query = select(cases, STATE.label("state")).where(cases.c.reference == reference, *_may_see(scope))
    case = connection.execute(query).first()
    if case is None:
        raise Refused("unknown-case", reference=reference)
    events = connection.execute(
        select(event).where(event.c.reference == reference).order_by(event.c.received_at, event.c.sequence)
    ).all()
    decisions = connection.execute(
        select(decision, staff.c.name.label("staff_name"))
        .join(staff, staff.c.id == decision.c.staff_id)
        .where(decision.c.case_id == case.id)
        .order_by(decision.c.number)
    ).all()
    return CaseFile(
        id=case.id,
        reference=reference,
        site=case.site,
        state=case.state,
        prepared=case.prepared,
        received_at=case.received_at,
        submitted=next(json.loads(each.body) for each in events if each.type == "submitted"),
        supplements=tuple((each, json.loads(each.body)) for each in events if each.type == "supplement"),
        decisions=tuple(decisions),
    )


def _may_see(scope: Scope) -> list[ColumnElement[bool]]:
    limits = ((cases.c.service, scope.services), (cases.c.site, scope.sites))
    return [column.in_(allowed) for column, allowed in limits if allowed]


def _matching(words: str) -> list[ColumnElement[bool]]:
    if not words.strip():
        return []
    try:
        return [cases.c.reference == references.read(words)]
    except Refused:
        return [cases.c.names.contains(word, autoescape=True) for word in folded(words).split()]
