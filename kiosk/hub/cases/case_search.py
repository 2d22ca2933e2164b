"""Finds the newest cases of people by the beginnings of their names, however many bear them.

A name that few bear is followed to its cases. One that very many bear is sought in the list, where it soon comes.
Which of the two costs less is reckoned from how many bear each name.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, func, literal, select, text

from kiosk.hub.cases import ranges
from kiosk.hub.cases.ranges import Wanted
from kiosk.hub.store.schema import cases, name_token, site

_MOST_COUNTED = 60_000
"""Entries of one name that are counted; what has more is taken to have as many. Of a million cases, two names that each
have so many are sought in the list."""
_ENTRY, _NEXT, _CASE, _OF_A_SITE = 1, 4, 10, 50
"""What looking costs: at an entry of an index, at the next case of those that arrived, at a case that a name leads to,
and at the next one of a site, which lies far from the one before (measured on SQLite with 910,000 cases)."""
_IN_ORDER = text(
    "SELECT set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),"
    " set_config('enable_bitmapscan', 'off', true), set_config('enable_seqscan', 'off', true)"
)
"""PostgreSQL, told nothing, may gather a tenth of all cases to sort them; they are in order already."""


def newest(connection: Connection, wanted: Wanted, tokens: Sequence[bytes], most: int) -> list[str]:
    """The ids of the newest cases that have every one of these tokens (`name_index.tokens_of`)."""
    sizes = {token: _count(connection, token, _MOST_COUNTED) for token in tokens}
    rarest, *others = sorted(tokens, key=lambda token: sizes[token])
    if not sizes[rarest]:
        return []
    whole, listed, seen = _cases(connection), _cases(connection, wanted.scope.sites), most * ranges.number(wanted)
    each = _OF_A_SITE if wanted.scope.sites else _NEXT
    if is_followed([sizes[token] for token in (rarest, *others)], whole, min(whole, listed), seen, each):
        return _from_name(connection, wanted, rarest, others, most)
    return _from_list(connection, wanted, [rarest, *others], most)


def is_followed(sizes: Sequence[int], whole: int, listed: int, most: int, each: int = _NEXT) -> bool:
    """Whether it costs less to follow the rarest name than to go along the list for `most` cases that have them all.

    `sizes` are the entries of each name, the smallest first, of `whole` cases, of which `listed` are in the list;
    looking at one of those costs `each`. Names are taken to be independent of each other; who bears two that are not is
    found sooner in the list.
    """
    rarest, *others = sizes
    share = 1.0
    for size in others:
        share *= size / whole
    followed = rarest * (_ENTRY * len(others) + _CASE * share)
    bear = share * rarest / whole
    seen = min(listed, most / bear)
    return followed <= seen * each


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
    beside = [_bears(token, mine.c.case_id) for token in others]
    theirs = select(mine.c.case_id).where(mine.c.token == rarest, *beside).cte("theirs").prefix_with("MATERIALIZED")
    return ranges.newest_among(connection, wanted, cases.c.id.in_(select(theirs.c.case_id)), most)


def _from_list(connection: Connection, wanted: Wanted, tokens: Sequence[bytes], most: int) -> list[str]:
    """Along the list, newest first; of each case it is asked whether it has the names."""
    if connection.dialect.name == "postgresql":
        connection.execute(_IN_ORDER)
    return ranges.newest(connection, wanted, most, *(_bears(token, cases.c.id) for token in tokens))


def _bears(token: bytes, case_id: ColumnElement[str]) -> ColumnElement[bool]:
    other = name_token.alias()
    return select(other.c.case_id).where(other.c.token == token, other.c.case_id == case_id).exists()
