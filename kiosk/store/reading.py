"""What a query gives as values: `read` makes one of a row, which is a dict by column name."""

import json
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from kiosk.store.database import Database, row, rows

V = TypeVar("V")
Row = dict[str, Any]


def first(read: Callable[[Row], V], db: Database, sql: str, *parameters: Any) -> V | None:
    """The value of the first row, None where there is none."""
    record = row(db, sql, *parameters)
    return None if record is None else read(record)


def every(read: Callable[[Row], V], db: Database, sql: str, *parameters: Any) -> list[V]:
    """The value of each row, in the order of the query."""
    return [read(record) for record in rows(db, sql, *parameters)]


def as_written(kind: Callable[..., V]) -> Callable[[Row], V]:
    """Reads rows whose columns are the fields of `kind`, and hold them as it does."""
    return lambda record: kind(**record)


def listed(values: Iterable[str]) -> str:
    """Values as one parameter of a query: `IN (SELECT value FROM json_each(?))`."""
    return json.dumps(sorted(values))
