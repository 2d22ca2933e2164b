"""Finds the newest cases of people by the beginnings of their names, however many bear them.

A name that few bear is followed to its cases. One that very many bear is sought in the list, where it soon comes.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, func, literal, select, text

from kiosk.hub.cases import ranges
from kiosk.hub.cases.ranges import Wanted
from kiosk.hub.store.schema import cases, name_token

_FEW = 10_000
"""Cases of one name that are looked at each; with more, at least one in a hundred of a million is meant."""
_FEW_TOGETHER = 40_000
"""The same where another name has to stand beside it, which is seen without looking at the case."""
_IN_ORDER = text(
    "SELECT set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),"
    " set_config('enable_bitmapscan', 'off', true), set_config('enable_seqscan', 'off', true)"
)
"""PostgreSQL, told nothing, may gather a tenth of all cases to sort them; they are in order already."""


def newest(connection: Connection, wanted: Wanted, tokens: Sequence[bytes], most: int) -> list[str]:
    """The ids of the newest cases that have every one of these tokens (`name_index.tokens_of`)."""
    few = _FEW if len(tokens) == 1 else _FEW_TOGETHER
    sizes = {token: _count(connection, token, few + 1) for token in tokens}
    rarest, *others = sorted(tokens, key=lambda token: sizes[token])
    if not sizes[rarest]:
        return []
    if sizes[rarest] <= few:
        return _from_name(connection, wanted, rarest, others, most)
    return _from_list(connection, wanted, tokens, most)


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
