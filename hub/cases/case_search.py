"""Finds the newest cases of people by the beginnings of their names, however many bear them.

A name that few bear is followed to its cases. One that very many bear is sought in the list, where it soon comes, or
among all cases where the list is a good part of them. Which costs least is reckoned from how many bear each name.
"""

import math
from collections.abc import Callable, Sequence
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, Select, exists, func, literal, select, text

from hub.cases import ranges
from hub.cases.ranges import Wanted
from hub.store.schema import cases, name_token, site

FEW = 300
"""A name, or a date of birth, that fewer cases bear leads to them at once, whatever the others are."""
_MOST_COUNTED = 60_000
"""Entries of one name that are counted; what has more is taken to have as many. Of a million cases, two names that each
have so many are sought in the list."""
_ENTRY, _NEXT, _CASE, _OF_A_SITE = 1, 4, 10, 50
"""What looking costs: at an entry of an index, at the next case of those that arrived, at a case that a name leads to,
and at the next one of a site, which lies far from the one before (measured on SQLite with 910,000 cases)."""
_IN_ORDER = text(
    "SELECT set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),"
    " set_config('enable_bitmapscan', 'off', true), set_config('enable_seqscan', 'off', true),"
    " set_config('enable_sort', 'off', true)"
)
"""PostgreSQL, told nothing, may gather a tenth of all cases to sort them; they are in order already."""
_AS_IT_IS = text("SELECT set_config('jit', 'off', true)")
"""Compiling a query takes it half a second and running it a tenth: it reckons with all cases, a page is soon full."""


class Way(StrEnum):
    """How cases of a name are found."""

    NAME = "name"
    """Along the entries of the rarest name, each of which leads to a case."""
    RANGES = "ranges"
    """Along the ranges of the list."""
    NEWEST = "newest"
    """Along all cases, past those that are not in the list."""


def newest(connection: Connection, wanted: Wanted, tokens: Sequence[bytes], most: int) -> list[str]:
    """The ids of the newest cases that have every one of these tokens (`name_index.tokens_of`)."""
    if connection.dialect.name == "postgresql":
        connection.execute(_AS_IT_IS)
    sizes = {token: _count(connection, token, FEW) for token in tokens}
    rarest, *others = sorted(tokens, key=lambda token: sizes[token])
    if not sizes[rarest]:
        return []
    if sizes[rarest] < FEW:
        return _from_name(connection, wanted, rarest, others, most)
    sizes = {token: _count(connection, token, _MOST_COUNTED) for token in tokens}
    rarest, *others = sorted(tokens, key=lambda token: sizes[token])
    whole, number = _cases(connection), ranges.number(wanted)
    listed = min(whole, _cases(connection, wanted.scope.sites))
    share = ranges.share(connection, wanted) if number > 1 else 0.0
    each = _OF_A_SITE if wanted.scope.sites else _NEXT
    match cheapest([sizes[token] for token in (rarest, *others)], whole, listed, most, number, share, each):
        case Way.NAME:
            return _from_name(connection, wanted, rarest, others, most)
        case Way.RANGES:
            return _along(connection, ranges.newest, wanted, [rarest, *others], most)
        case Way.NEWEST:
            return _along(connection, ranges.newest_of_all, wanted, [rarest, *others], most)


def cheapest(
    sizes: Sequence[int], whole: int, listed: int, most: int, number: int = 1, share: float = 0.0, each: int = _NEXT
) -> Way:
    """Which way to `most` cases that have all the names costs least.

    `sizes` are the entries of each name, the smallest first, of `whole` cases, of which `listed` are in the list;
    looking at one of those costs `each`. The list has `number` ranges, each of which is read for as many cases as are
    asked for, and is a `share` of all cases (0 for unknown). Names are taken to be independent of each other; who bears
    two that are not is found sooner in the list.
    """
    rarest, *others = sizes
    beside = math.prod(size / whole for size in others)
    bear = beside * rarest / whole
    costs = {
        Way.NAME: rarest * (_ENTRY * len(others) + _CASE * beside),
        Way.RANGES: min(listed, number * most / bear) * each,
        Way.NEWEST: min(whole, most / (bear * share)) * _NEXT if share else math.inf,
    }
    return min(costs, key=lambda way: costs[way])


def _cases(connection: Connection, sites: Sequence[str] = ()) -> int:
    """How many cases there are, of these sites or of all, about: as many as their boxes have numbered."""
    query = select(func.coalesce(func.sum(site.c.highest_counter), 0))
    numbered = int(connection.execute(query.where(site.c.code.in_(sites)) if sites else query).scalar_one())
    return numbered if sites else max(numbered, _MOST_COUNTED)


def _count(connection: Connection, token: bytes, most: int) -> int:
    some = select(literal(1).label("one")).select_from(name_token).where(name_token.c.token == token).limit(most)
    return int(connection.execute(select(func.count()).select_from(some.subquery())).scalar_one())


def _from_name(connection: Connection, wanted: Wanted, rarest: bytes, others: Sequence[bytes], most: int) -> list[str]:
    """Along the index of names; each case is looked at."""
    mine = name_token.alias("mine")
    beside = [exists(_bearing(token, mine.c.case_id)) for token in others]
    theirs = select(mine.c.case_id).where(mine.c.token == rarest, *beside).cte("theirs").prefix_with("MATERIALIZED")
    return ranges.newest_among(connection, wanted, cases.c.id.in_(select(theirs.c.case_id)), most)


def _along(
    connection: Connection, newest_ones: Callable[..., list[str]], wanted: Wanted, tokens: Sequence[bytes], most: int
) -> list[str]:
    """Newest first; of each case it is asked whether it has the names."""
    bearing = [_bearing(token, cases.c.id) for token in tokens]
    if connection.dialect.name == "postgresql":
        connection.execute(_IN_ORDER)
        # With an offset it is asked of one case after the other, and not turned into a join that begins with the name.
        bearing = [query.offset(0) for query in bearing]
    return newest_ones(connection, wanted, most, *(exists(query) for query in bearing))


def _bearing(token: bytes, case_id: ColumnElement[str]) -> Select[tuple[str]]:
    other = name_token.alias()
    return select(other.c.case_id).where(other.c.token == token, other.c.case_id == case_id)
