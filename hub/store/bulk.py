"""Inserts many rows at once: by COPY on PostgreSQL, where each row of an `executemany` is a statement of its own."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Table
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError


class _Plan(Struct, frozen=True):
    """How rows that name these columns are inserted: the statement, and by its place what a value goes through."""

    statement: str
    values: Callable[[dict[str, Any]], tuple[Any, ...]]
    binders: tuple[tuple[int, Callable[[Any], Any]], ...]

    def rows(self, rows: Sequence[dict[str, Any]]) -> Iterator[Sequence[Any]]:
        """The values of each row, as the driver takes them."""
        if not self.binders:
            return map(self.values, rows)
        return map(self._bound, rows)

    def _bound(self, row: dict[str, Any]) -> list[Any]:
        values = list(self.values(row))
        for place, bind in self.binders:
            values[place] = bind(values[place])
        return values


def insert(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows that all name the same columns, at least two, in the caller's transaction.

    Raises what an `insert()` of SQLAlchemy raises, `IntegrityError` and `DataError` among them; the rows before it may
    be there until the caller rolls back.
    """
    if not rows:
        return
    plan = _plan(table, connection.dialect, tuple(rows[0]))
    if connection.dialect.name != "postgresql":
        connection.exec_driver_sql(plan.statement, list(map(tuple, plan.rows(rows))))
        return
    cursor = connection.connection.cursor()
    try:
        with cursor.copy(plan.statement) as target:
            for row in plan.rows(rows):
                target.write_row(row)
    except connection.dialect.loaded_dbapi.Error as fault:
        raise DBAPIError.instance(  # as SQLAlchemy does; without the parameters, which are people's names
            plan.statement,
            None,
            fault,
            connection.dialect.loaded_dbapi.Error,
            hide_parameters=True,
            dialect=connection.dialect,
        ) from fault
    finally:
        cursor.close()


@lru_cache(maxsize=64)
def _plan(table: Table, dialect: Dialect, names: tuple[str, ...]) -> _Plan:
    """Made once a table: SQLAlchemy would go through each value of each row anew."""
    binds = (table.c[name].type.bind_processor(dialect) for name in names)
    binders = tuple((place, bind) for place, bind in enumerate(binds) if bind)
    columns = ", ".join(names)
    if dialect.name == "postgresql":
        statement = f"COPY {table.name} ({columns}) FROM STDIN"
    else:
        statement = f"INSERT INTO {table.name} ({columns}) VALUES ({', '.join('?' * len(names))})"  # nosec B608
    return _Plan(statement, itemgetter(*names), binders)
