"""Which ranges of the lists' indexes hold the cases that a person wants, so that only a page of them is read.

Each range is of one state, and of one site or service where the person sees some only: within it the newest come first.
All states of every site and service are one range.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, and_, func, literal, or_, select, union_all
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from hub.cases.states import EVERYTHING, STATES, Scope
from hub.store.schema import cases

_FEW = 20
"""Sites up to which each has a range of its own; with more, cases of others are passed over."""
_SAMPLE = 200
"""Newest cases of which `share` counts the wanted ones."""
Columns = ReadOnlyColumnCollection[str, Any]
_NEWEST = (cases.c.received_at.desc(), cases.c.id.desc())


class Wanted(Struct, frozen=True):
    """Cases in one of these states, prepared or not, in the scope; `before`: only those after this one in the list."""

    states: tuple[str, ...]
    prepared: bool
    scope: Scope = EVERYTHING
    before: tuple[datetime, str] | None = None


def newest(connection: Connection, wanted: Wanted, most: int, *further: ColumnElement[bool]) -> list[str]:
    """The ids of the newest, with whatever `further` conditions; those are asked of one case after the other."""
    parts = [
        select(cases.c.id, cases.c.received_at).where(*place, *further).order_by(*_NEWEST).limit(most).subquery()
        for place in _places(wanted)
    ]
    together = union_all(*(select(part) for part in parts)).subquery()
    query = select(together.c.id).order_by(together.c.received_at.desc(), together.c.id.desc()).limit(most)
    return list(connection.execute(query).scalars())


def newest_of_all(connection: Connection, wanted: Wanted, most: int, *further: ColumnElement[bool]) -> list[str]:
    """The same ids as `newest`, by passing over the cases that are not wanted: for what is a good part of all."""
    query = select(cases.c.id).where(*_among_all(wanted), *_wanted(cases.c, wanted), *further)
    return list(connection.execute(query.order_by(*_NEWEST).limit(most)).scalars())


def share(connection: Connection, wanted: Wanted) -> float:
    """The share of the wanted cases among the newest that could be, from 0 to 1."""
    columns = (cases.c.listed_state, cases.c.service, cases.c.site)
    sample = select(*columns).where(*_among_all(wanted)).order_by(*_NEWEST).limit(_SAMPLE).subquery()
    wanted_ones = func.count().filter(and_(*_wanted(sample.c, wanted)))
    row = connection.execute(select(func.count().label("all"), wanted_ones.label("wanted")).select_from(sample)).one()
    return float(row.wanted) / float(row.all) if row.all else 0.0


def newest_among(connection: Connection, wanted: Wanted, which: ColumnElement[bool], most: int) -> list[str]:
    """The ids of the newest among a few cases: `which` is the condition by which alone they are found."""
    names = ("id", "received_at", "prepared", "listed_state", "service", "site")
    # Apart, so that no database begins with the states, of which there are many.
    found = select(*(cases.c[name] for name in names)).where(which).cte("found").prefix_with("MATERIALIZED")
    columns = found.c
    made = [columns.prepared == wanted.prepared, *_wanted(columns, wanted), *_after(columns, wanted)]
    query = select(columns.id).where(*made).order_by(columns.received_at.desc(), columns.id.desc()).limit(most)
    return list(connection.execute(query).scalars())


def number(wanted: Wanted) -> int:
    """How many ranges hold them: each is read until it has as many as are asked for."""
    return sum(1 for _ in _places(wanted))


def count(connection: Connection, wanted: Wanted, most: int) -> int:
    """How many there are, up to `most`."""
    parts = [select(literal(1).label("one")).select_from(cases).where(*place) for place in _places(wanted)]
    some = union_all(*parts).limit(most).subquery()
    return int(connection.execute(select(func.count()).select_from(some)).scalar_one())


def may_see(scope: Scope) -> list[ColumnElement[bool]]:
    """The SQL conditions that leave only the cases a person of this scope may see."""
    return _seen(cases.c, scope)


def _places(wanted: Wanted) -> Iterator[list[ColumnElement[bool]]]:
    scope, after = wanted.scope, _after(cases.c, wanted)
    by_site = bool(scope.sites) and len(scope.sites) <= _FEW
    if by_site:
        ends, further = [cases.c.site == site for site in scope.sites], may_see(Scope(services=scope.services))
    elif scope.services:
        ends, further = [cases.c.service == service for service in scope.services], may_see(Scope(sites=scope.sites))
    else:
        ends, further = [], may_see(scope)
    if not ends and len(wanted.states) == len(STATES):
        yield [cases.c.prepared == wanted.prepared, *further, *after]
        return
    for state in wanted.states:
        mine = [cases.c.prepared == wanted.prepared, cases.c.listed_state == state, *further, *after]
        yield from ([end, *mine] for end in ends) if ends else [mine]


def _among_all(wanted: Wanted) -> list[ColumnElement[bool]]:
    return [cases.c.prepared == wanted.prepared, *_after(cases.c, wanted)]


def _wanted(columns: Columns, wanted: Wanted) -> list[ColumnElement[bool]]:
    """Conditions by which no index is chosen: the one that is in order is followed as far as a page."""
    scope = wanted.scope
    limits = ((columns.listed_state, wanted.states), (columns.service, scope.services), (columns.site, scope.sites))
    return [func.coalesce(column, "").in_(allowed) for column, allowed in limits if allowed]


def _seen(columns: Columns, scope: Scope) -> list[ColumnElement[bool]]:
    limits = ((columns.service, scope.services), (columns.site, scope.sites))
    return [column.in_(allowed) for column, allowed in limits if allowed]


def _after(columns: Columns, wanted: Wanted) -> list[ColumnElement[bool]]:
    if wanted.before is None:
        return []
    moment, case_id = wanted.before
    return [columns.received_at <= moment, or_(columns.received_at < moment, columns.id < case_id)]
