"""The kinds of column the hub's tables are made of, and how their constraints are named."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, DateTime, Index, Integer, MetaData, String, Table, Text, TextClause, text
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeDecorator


def insert_rows(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows that all name the same columns, in the caller's transaction.

    Raises what an `insert()` of SQLAlchemy raises, `IntegrityError` and `DataError` among them; the rows before it may
    be there until the caller rolls back.
    """
    if not rows:
        return
    columns = [(name, table.c[name].type.bind_processor(connection.dialect)) for name in rows[0]]
    values = [tuple(bind(row[name]) if bind else row[name] for name, bind in columns) for row in rows]
    named = f"{table.name} ({', '.join(rows[0])})"
    if connection.dialect.name != "postgresql":
        marks = ", ".join("?" * len(columns))
        connection.exec_driver_sql(f"INSERT INTO {named} VALUES ({marks})", values)  # nosec B608: names of our columns
        return
    statement = f"COPY {named} FROM STDIN"
    cursor = connection.connection.cursor()
    try:
        with cursor.copy(statement) as target:
            for row in values:
                target.write_row(row)
    except connection.dialect.loaded_dbapi.Error as fault:
        raise DBAPIError.instance(  # as SQLAlchemy does; without the parameters, which are people's names
            statement,
            None,
            fault,
            connection.dialect.loaded_dbapi.Error,
            hide_parameters=True,
            dialect=connection.dialect,
        ) from fault
    finally:
        cursor.close()


FILTERED = ("service", "site", "procedure", "listed_state", "assigned_to", "language", "channel")
"""Everything that a list may be narrowed by stands in its index: whatever is asked is read from it alone."""
WAITS = text("due_on > ''")
"""A case that waits for its service; indexes of these are a tenth as long as those of all."""
PASSED = text("passed_to <> ''")
"""A decision by which a case was passed on; few are."""
ID = String(32)
"""32 hexadecimal digits."""
HASH = String(64)
"""A SHA-256 in hexadecimal."""
NUMBER = BigInteger().with_variant(Integer, "sqlite")
"""SQLite numbers rows by itself in a column of this very type alone."""


class Utc(TypeDecorator[datetime]):
    """A datetime column: always timezone-aware and in UTC in Python, whatever the database keeps."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Names(TypeDecorator[tuple[str, ...]]):
    """A column of a few short names, kept as a JSON list: sorted, each once."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Iterable[str] | None, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(sorted(set(value)), ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:
        return None if value is None else tuple(json.loads(value))


CONSTRAINTS = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}
"""How constraints are named, so that a later migration can find them on either engine."""
metadata = MetaData(naming_convention=CONSTRAINTS)


def make_table(name: str, *items: SchemaItem, **options: Any) -> Table:
    """A table of the hub."""
    return Table(name, metadata, *items, **options)


def make_partial_index(condition: TextClause, name: str, *columns: str) -> Index:
    """An index of the rows that meet a condition alone."""
    return Index(name, *columns, sqlite_where=condition, postgresql_where=condition)
