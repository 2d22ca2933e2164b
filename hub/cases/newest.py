"""The newest cases that a person wants: along an index that holds all they are narrowed by, as far as a page."""

from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, func, literal, or_, select

from hub.cases.states import EVERYTHING, Scope
from hub.store.schema import cases

_NEWEST = (cases.c.received_at.desc(), cases.c.id.desc())


class Wanted(Struct, frozen=True):
    """Cases in this state ("" for any), prepared or not, in the scope; `before`: only those after this one in the
    list."""

    state: str
    prepared: bool
    scope: Scope = EVERYTHING
    before: tuple[datetime, str] | None = None


def find_newest(connection: Connection, wanted: Wanted, most: int, *further: ColumnElement[bool]) -> list[str]:
    """The ids of the newest, with whatever `further` conditions; those are asked of one case after the other."""
    query = select(cases.c.id).where(*_in_order(wanted), *further)
    return list(connection.execute(query.order_by(*_NEWEST).limit(most)).scalars())


def find_newest_among(connection: Connection, wanted: Wanted, which: ColumnElement[bool], most: int) -> list[str]:
    """The ids of the newest among a few cases: `which` is the condition by which alone they are found."""
    state = [unindexed(cases.c.listed_state) == wanted.state] if wanted.state else []
    made = [
        func.coalesce(cases.c.prepared, False) == wanted.prepared,
        *state,
        *scope_filters(wanted.scope),
        *_after(wanted),
    ]
    query = select(cases.c.id).where(which, *made)
    return list(connection.execute(query.order_by(*_NEWEST).limit(most)).scalars())


def count_cases(connection: Connection, wanted: Wanted, most: int) -> int:
    """How many there are, up to `most`."""
    some = select(literal(1).label("one")).select_from(cases).where(*_in_order(wanted)).limit(most).subquery()
    return int(connection.execute(select(func.count()).select_from(some)).scalar_one())


def may_see(scope: Scope) -> list[ColumnElement[bool]]:
    """The SQL conditions that leave only the cases a person of this scope may see."""
    limits = ((cases.c.service, scope.services), (cases.c.site, scope.sites))
    return [column.in_(allowed) for column, allowed in limits if allowed]


def unindexed(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A column by which no index is chosen: the one that is in order has it too, and is followed as far as a page."""
    return func.coalesce(column, "")


def scope_filters(scope: Scope) -> list[ColumnElement[bool]]:
    """The same as `may_see` of columns by which no index is chosen."""
    limits = ((cases.c.service, scope.services), (cases.c.site, scope.sites))
    return [unindexed(column).in_(allowed) for column, allowed in limits if allowed]


def _in_order(wanted: Wanted) -> list[ColumnElement[bool]]:
    state = [cases.c.listed_state == wanted.state] if wanted.state else []
    return [cases.c.prepared == wanted.prepared, *state, *scope_filters(wanted.scope), *_after(wanted)]


def _after(wanted: Wanted) -> list[ColumnElement[bool]]:
    if wanted.before is None:
        return []
    moment, case_id = wanted.before
    return [cases.c.received_at <= moment, or_(cases.c.received_at < moment, cases.c.id < case_id)]
