"""The states of a case, as rules and as columns that the database computes; its numbers, and who may see it."""

from datetime import date, datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, Select, case, func, literal, or_, select

from hub.store.schema import alias, case_key, cases, decision, event, rights_answer
from kiosk.domain.events import reference as reference_module
from kiosk.domain.events.case_state import ENDED, CaseState
from kiosk.domain.events.event import EventType
from kiosk.domain.replies.message_template import blanks_in
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused

STATES = (
    CaseState.RECEIVED,
    CaseState.IN_PROGRESS,
    CaseState.INCOMPLETE,
    CaseState.ACCEPTED,
    CaseState.REFUSED,
    CaseState.CLOSED,
    CaseState.WITHDRAWN,
)
WITHDRAWN = CaseState.WITHDRAWN
"""The person withdrew the case; no decision leads to this state."""
DECIDED = ENDED
"""States in which nothing is added to a case any more."""
UNDECIDED = (CaseState.RECEIVED, CaseState.IN_PROGRESS, CaseState.INCOMPLETE)
"""States in which the person still waits for a decision."""
_WORDS_NEEDED = (CaseState.INCOMPLETE, CaseState.REFUSED, CaseState.RECEIVED)
"""States that need words: what is missing, in a message or by name, the reason of the refusal (CRPA L.211-2), or why
somebody else is competent (CRPA L. 114-2)."""
LONGEST_MESSAGE = 5_000
"""Characters."""
PAPERS_WAIT = timedelta(days=30)
"""The time that is proposed for papers; the service may give another."""
LONGEST_WAIT = timedelta(days=366)
"""Most time that a request for papers may give: a day farther away is a slip of the keyboard."""
_ANSWERS = (CaseState.INCOMPLETE, CaseState.ACCEPTED, CaseState.REFUSED, CaseState.CLOSED, CaseState.RECEIVED)
"""`RECEIVED`: it is passed on to another service, which begins with it."""
_OPEN = (CaseState.IN_PROGRESS, *_ANSWERS)
_NEXT: dict[str, tuple[CaseState, ...]] = {
    CaseState.RECEIVED: _OPEN,
    CaseState.IN_PROGRESS: _ANSWERS,
    CaseState.INCOMPLETE: _OPEN,
    CaseState.ACCEPTED: (CaseState.CLOSED,),
    CaseState.REFUSED: (CaseState.CLOSED,),
    CaseState.CLOSED: (),
    WITHDRAWN: (),
}
_NEXT_PREPARED: dict[str, tuple[CaseState, ...]] = {CaseState.RECEIVED: (CaseState.CLOSED,)}
"""Another body decides a prepared case: here it can only be closed."""
_LAST = select(func.max(decision.c.number)).where(decision.c.case_id == cases.c.id).correlate(cases).scalar_subquery()
_DECIDED = (
    select(decision.c.state)
    .where(decision.c.case_id == cases.c.id, decision.c.number == _LAST)
    .correlate(cases)
    .scalar_subquery()
)
WITHDRAWN_AT = (
    select(func.min(event.c.received_at))
    .where(event.c.reference == cases.c.reference, event.c.type == EventType.WITHDRAWAL)
    .correlate(cases)
    .scalar_subquery()
)
"""When the person withdrew the case; a withdrawal that came after a decision was rejected and has no row."""
STATE: ColumnElement[str] = case(
    (WITHDRAWN_AT.is_not(None), literal(WITHDRAWN.value)),
    else_=func.coalesce(_DECIDED, literal(CaseState.RECEIVED.value)),
)
"""A case's state, computed from the withdrawal, or the last decision."""
_DECIDED_AT = select(func.max(decision.c.at)).where(decision.c.case_id == cases.c.id).correlate(cases).scalar_subquery()
ADDED = (EventType.SUPPLEMENT, EventType.CORRECTION)
"""Events by which the person adds to what they submitted."""
NEWS = (
    select(func.count())
    .where(
        event.c.reference == cases.c.reference,
        event.c.type.in_(ADDED),
        or_(_DECIDED_AT.is_(None), event.c.received_at > _DECIDED_AT),
    )
    .correlate(cases)
    .scalar_subquery()
)
"""How many supplements and corrections came since the last decision."""
REQUESTS = (EventType.ERASURE, EventType.ACCESS)
"""Events by which the person exercises a right about their data (GDPR articles 15 and 17)."""
ASKED = (
    select(func.count())
    .where(event.c.reference == cases.c.reference, event.c.type.in_(REQUESTS), case_key.c.wrapped.is_not(None))
    .where(~select(rights_answer.c.event_id).where(rights_answer.c.event_id == event.c.id).exists())
    .correlate(cases, case_key)
    .scalar_subquery()
)
"""How many requests nobody has answered yet; none where the contents were erased."""
_NEWEST = (cases.c.received_at.desc(), cases.c.id.desc())


class Scope(Struct, frozen=True):
    """Services and sites, each empty for all; a case is inside where both say so."""

    services: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()


EVERYTHING = Scope()
"""Every case."""


def next_states(state: str, *, prepared: bool) -> tuple[CaseState, ...]:
    return _NEXT_PREPARED.get(state, ()) if prepared else _NEXT[state]


def check_state_change(state: str, to: str, message: str, *, prepared: bool, asks: bool = False) -> None:
    """Check a decision from `state` to `to`, apart from the day by which papers are due; `asks`: for papers by name.

    Raises `Refused`: `no-such-change`, `message-missing` where the state needs words and has none, `message-too-long`,
    `message-unfinished` where a word of a template stands in braces still: the reason of a refusal, above all.
    """
    if to not in next_states(state, prepared=prepared):
        raise Refused(HubRefusal.NO_SUCH_CHANGE, state=state, to=to)
    # Whoever closes what nobody has decided says why: the person gets nothing of what they asked for.
    ends_undecided = to == CaseState.CLOSED and state in UNDECIDED and not prepared
    names_papers = asks and to == CaseState.INCOMPLETE
    if (to in _WORDS_NEEDED or ends_undecided) and not message and not names_papers:
        raise Refused(HubRefusal.MESSAGE_MISSING, to=to)
    if len(message) > LONGEST_MESSAGE:
        raise Refused(HubRefusal.MESSAGE_TOO_LONG, most=LONGEST_MESSAGE)
    if left := blanks_in(message):
        raise Refused(HubRefusal.MESSAGE_UNFINISHED, lacks=", ".join(left))


def papers_due(to: str, typed: str, today: date) -> str:
    """The ISO day by which papers are due, as it was `typed`; "" for a decision that asks for none.

    A request for papers gives a time for them (CRPA L. 114-5). Raises `Refused`: `papers-day-missing`,
    `papers-day-wrong` where it is no day, not to come, or more than a year away.
    """
    if to != CaseState.INCOMPLETE:
        return ""
    if not typed.strip():
        raise Refused(HubRefusal.PAPERS_DAY_MISSING)
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError:
        raise Refused(HubRefusal.PAPERS_DAY_WRONG) from None
    if not today < day <= today + LONGEST_WAIT:
        raise Refused(HubRefusal.PAPERS_DAY_WRONG)
    return day.isoformat()


def is_reference(text: str) -> bool:
    try:
        return reference_module.parse_reference(text) == text
    except Refused:
        return False


def has_number_condition(reference: str) -> ColumnElement[bool]:
    own = select(cases.c.id).where(cases.c.reference == reference)
    before = select(alias.c.case_id).where(alias.c.former == reference)
    # One list of ids: for `own or before`, PostgreSQL reads every case.
    return cases.c.id.in_(own.union(before))


def select_former_numbers(connection: Connection, case_id: str) -> tuple[str, ...]:
    query = select(alias.c.former).where(alias.c.case_id == case_id).order_by(alias.c.since, alias.c.former)
    return tuple(connection.execute(query).scalars())


def insert_former_numbers(
    connection: Connection, case_id: str, former: tuple[str, ...], statement: str, signature: str, now: datetime
) -> None:
    for number in set(former) - set(select_former_numbers(connection, case_id)):
        row = {"former": number, "case_id": case_id, "since": now, "statement": statement, "signature": signature}
        connection.execute(alias.insert().values(row))


def state_of(connection: Connection, case_id: str) -> str:
    return str(connection.execute(select(STATE).select_from(cases).where(cases.c.id == case_id)).scalar_one())


class NewestQuery(Struct, frozen=True):
    """Cases in this state ("" for any), prepared or not, in the scope; `before`: only those after this one in the
    list."""

    state: str
    prepared: bool
    scope: Scope = EVERYTHING
    before: tuple[datetime, str] | None = None


def find_newest(connection: Connection, wanted: NewestQuery, most: int, *further: ColumnElement[bool]) -> list[str]:
    query = select(cases.c.id).where(*_in_order(wanted), *further)
    return list(connection.execute(query.order_by(*_NEWEST).limit(most)).scalars())


def find_newest_among(connection: Connection, wanted: NewestQuery, which: ColumnElement[bool], most: int) -> list[str]:
    state = [unindexed_column(cases.c.listed_state) == wanted.state] if wanted.state else []
    made = [
        func.coalesce(cases.c.prepared, False) == wanted.prepared,
        *state,
        *scope_filters(wanted.scope),
        *_after(wanted),
    ]
    query = select(cases.c.id).where(which, *made)
    return list(connection.execute(query.order_by(*_NEWEST).limit(most)).scalars())


def count_cases(connection: Connection, wanted: NewestQuery, most: int) -> int:
    """How many there are, up to `most`."""
    return count_rows(connection, select(literal(1).label("one")).select_from(cases).where(*_in_order(wanted)), most)


def count_rows(connection: Connection, some: Select[Any], most: int) -> int:
    """How many rows a query finds; it stops at `most`."""
    return int(connection.execute(select(func.count()).select_from(some.limit(most).subquery())).scalar_one())


def sees_place(scope: Scope, service: str, site: str) -> bool:
    """Whether the cases of this service at this site are in the scope."""
    return (not scope.services or service in scope.services) and (not scope.sites or site in scope.sites)


def may_see(
    scope: Scope, service: ColumnElement[str] = cases.c.service, site: ColumnElement[str] = cases.c.site
) -> list[ColumnElement[bool]]:
    limits = ((service, scope.services), (site, scope.sites))
    return [column.in_(allowed) for column, allowed in limits if allowed]


def unindexed_column(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A column by which no index is chosen: the one that is in order has it too, and is followed as far as a page."""
    return func.coalesce(column, "")


def scope_filters(scope: Scope) -> list[ColumnElement[bool]]:
    """The same as `may_see` of columns by which no index is chosen."""
    limits = ((cases.c.service, scope.services), (cases.c.site, scope.sites))
    return [unindexed_column(column).in_(allowed) for column, allowed in limits if allowed]


def _in_order(wanted: NewestQuery) -> list[ColumnElement[bool]]:
    state = [cases.c.listed_state == wanted.state] if wanted.state else []
    return [cases.c.prepared == wanted.prepared, *state, *scope_filters(wanted.scope), *_after(wanted)]


def _after(wanted: NewestQuery) -> list[ColumnElement[bool]]:
    if wanted.before is None:
        return []
    moment, case_id = wanted.before
    return [cases.c.received_at <= moment, or_(cases.c.received_at < moment, cases.c.id < case_id)]
