"""Finds the newest cases of people by the beginnings of their names, however many bear them."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, Select, exists, func, literal, select, text

from hub.cases import newest as lists
from hub.cases.newest import Wanted
from hub.store.schema import cases, name_token

MANY = 5_000
"""A name that so many cases bear soon comes in the list, where it is sought; any other leads to its cases."""
_IN_ORDER = text(
    "SELECT set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),"
    " set_config('enable_bitmapscan', 'off', true), set_config('enable_seqscan', 'off', true),"
    " set_config('enable_sort', 'off', true)"
)
"""PostgreSQL, told nothing, may gather a tenth of all cases to sort them; they are in order already."""


def find_named(connection: Connection, wanted: Wanted, tokens: Sequence[bytes], most: int) -> list[str]:
    """The ids of the newest cases that have every one of these tokens (`name_index.tokens_of`)."""
    sizes = {token: _count(connection, token) for token in tokens}
    rarest, *others = sorted(tokens, key=lambda token: sizes[token])
    if sizes[rarest] < MANY or others:
        mine = name_token.alias("mine")
        beside = [exists(_bearing(token, mine.c.case_id)) for token in others]
        theirs = select(mine.c.case_id).where(mine.c.token == rarest, *beside)
        return lists.find_newest_among(connection, wanted, cases.c.id.in_(theirs), most)
    bearing = _bearing(rarest, cases.c.id)
    if connection.dialect.name == "postgresql":
        connection.execute(_IN_ORDER)
        bearing = bearing.offset(0)  # asked of one case after the other, and not turned into a join
    return lists.find_newest(connection, wanted, most, exists(bearing))


def _count(connection: Connection, token: bytes) -> int:
    some = select(literal(1).label("one")).select_from(name_token).where(name_token.c.token == token).limit(MANY)
    return int(connection.execute(select(func.count()).select_from(some.subquery())).scalar_one())


def _bearing(token: bytes, case_id: ColumnElement[str]) -> Select[tuple[str]]:
    other = name_token.alias()
    return select(other.c.case_id).where(other.c.token == token, other.c.case_id == case_id)
