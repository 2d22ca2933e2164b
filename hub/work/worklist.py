"""The cases that wait for their services, the first due first: mine, nobody's, or all, narrowed as far as one likes.

One index holds all that a list is narrowed by (`ix_cases_work` of `hub.store.schema`): a page reads no other case.
"""

from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, func, literal, or_, select

from hub.cases.case_list import MOST_COUNTED, PAGE, CaseQuery, CaseRow, Page, find_cases, rows_of
from hub.cases.newest import scope_filters, unindexed
from hub.cases.states import EVERYTHING, Scope
from hub.keys.keyring import Ring
from hub.secrets import name_index
from hub.store.schema import WAITS, cases
from hub.wire.read_event import fold
from kiosk.domain.events import reference as references
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused

SHORTEST = 3
"""Letters of a procedure that are enough to seek it by."""
FILTERS = ("procedure", "service", "site", "state", "language", "channel")
"""What a list may be narrowed by, each the name of a field of `WorkQuery`."""
_COLUMNS = {name: cases.c["listed_state" if name == "state" else name] for name in FILTERS}
_MOST_PROCEDURES = 200
"""Procedures that a list offers to be narrowed by."""


class Sought(Struct, frozen=True):
    """What the words of a search are: `number`, `name`, `birth-date`, `phone`; nothing where nobody typed any."""

    kinds: tuple[str, ...] = ()


def read(words: str) -> Sought:
    """What somebody typed. Raises `Refused`: `birth-date-alone`."""
    if not words.strip():
        return Sought()
    try:
        references.parse_reference(words)
    except Refused:
        kinds = name_index.kinds_of(words)
        if kinds == ("birth-date",):
            raise Refused(HubRefusal.BIRTH_DATE_ALONE) from None
        return Sought(kinds)
    return Sought(("number",))


def find(connection: Connection, ring: Ring, sought: Sought, wanted: CaseQuery) -> Page:
    """The cases of a search: those of the number, the people or the telephone; else those of a procedure that wait."""
    found = find_cases(connection, ring, wanted)
    if found.rows or sought.kinds != ("name",) or wanted.prepared or wanted.after:
        return found
    rows: list[CaseRow] = []
    for code in _named(connection, wanted):
        query = WorkQuery((), "", scope=wanted.scope, procedure=code)
        rows += page_of(connection, ring, query).rows
    rows.sort(key=lambda row: row.due_on)
    return Page(tuple(rows[:PAGE]), "")


def _named(connection: Connection, wanted: CaseQuery) -> list[str]:
    """The procedures whose title has a word that begins by each of those that were typed."""
    typed = [word for word in fold(wanted.words).split() if len(word) >= SHORTEST]
    return [
        code
        for code, title in procedures(connection, wanted.scope)
        if typed and all(any(part.startswith(word) for part in fold(title).split()) for word in typed)
    ]


class View(StrEnum):
    """Whose cases a list shows."""

    ALL = "all"
    MINE = "mine"
    FREE = "free"
    LATE = "late"


class WorkQuery(Struct, frozen=True):
    """What a worklist shall show; a filter is "" for everything.

    `mine` are the ids of those whose cases are mine: my own, and whoever I stand in for. `today` is an ISO day: what
    was due before it is late. `after` is the id of the last case of the page before.
    """

    mine: tuple[str, ...]
    today: str
    view: View = View.ALL
    scope: Scope = EVERYTHING
    procedure: str = ""
    service: str = ""
    site: str = ""
    state: str = ""
    language: str = ""
    channel: str = ""
    after: str = ""

    @property
    def filters(self) -> dict[str, str]:
        """The filters that are set."""
        return {name: value for name in FILTERS if (value := str(getattr(self, name)))}


def page_of(connection: Connection, ring: Ring, query: WorkQuery) -> Page:
    """One page, the first due first; among those of one day, who has waited longest."""
    order = (cases.c.due_on, cases.c.received_at, cases.c.id)
    after = _after(connection, query.after)
    if after is None:
        return Page((), "")
    found = select(cases.c.id).where(WAITS, *_wanted(query), *after).order_by(*order).limit(PAGE + 1)
    ids = list(connection.execute(found).scalars())
    return Page(rows_of(connection, ring, ids[:PAGE]), ids[PAGE - 1] if len(ids) > PAGE else "")


def counts(connection: Connection, query: WorkQuery) -> dict[View, int]:
    """How many there are in each view as far as the person may see, up to `MOST_COUNTED` + 1; no filter counts."""
    views = {view: WorkQuery(query.mine, query.today, view, query.scope) for view in View}
    return {view: _count(connection, wanted) for view, wanted in views.items()}


def procedures(connection: Connection, scope: Scope) -> Iterator[tuple[str, str]]:
    """The procedures (id, title) of the cases in the list, each by one look into the index."""
    last = ""
    for _ in range(_MOST_PROCEDURES):
        query = select(cases.c.procedure).where(WAITS, cases.c.procedure > last, *scope_filters(scope))
        last = connection.execute(query.order_by(cases.c.procedure).limit(1)).scalar() or ""
        if not last:
            return
        title = select(cases.c.title).where(WAITS, cases.c.procedure == last).limit(1)
        yield last, str(connection.execute(title).scalar_one())


def services(connection: Connection) -> list[tuple[str, str]]:
    """The services (id, name) of all cases, each by one look into an index."""
    found: list[tuple[str, str]] = []
    for _ in range(_MOST_PROCEDURES):
        last = found[-1][0] if found else ""
        query = select(cases.c.service, cases.c.service_name).where(cases.c.service > last)
        row = connection.execute(query.order_by(cases.c.service).limit(1)).first()
        if row is None:
            break
        found.append((row.service, row.service_name))
    return found


def _count(connection: Connection, query: WorkQuery) -> int:
    some = select(literal(1).label("one")).select_from(cases).where(WAITS, *_wanted(query)).limit(MOST_COUNTED + 1)
    return int(connection.execute(select(func.count()).select_from(some.subquery())).scalar_one())


def _wanted(query: WorkQuery) -> list[ColumnElement[bool]]:
    narrowed = (unindexed(_COLUMNS[name]) == value for name, value in query.filters.items())
    conditions = [*scope_filters(query.scope), *narrowed]
    if query.view == View.MINE:
        conditions.append(cases.c.assigned_to.in_(query.mine))
    elif query.view == View.FREE:
        conditions.append(unindexed(cases.c.assigned_to) == "")
    elif query.view == View.LATE:
        conditions.append(cases.c.due_on < query.today)
    return conditions


def _after(connection: Connection, case_id: str) -> list[ColumnElement[bool]] | None:
    """The conditions that leave what comes after a case; None where there is no such case."""
    if not case_id:
        return []
    columns = (cases.c.due_on, cases.c.received_at)
    last = connection.execute(select(*columns).where(cases.c.id == case_id)).first()
    if last is None:
        return None
    due, came = columns
    later = or_(came > last.received_at, (came == last.received_at) & (cases.c.id > case_id))
    return [due >= last.due_on, or_(due > last.due_on, later)]
