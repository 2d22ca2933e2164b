"""Inserts many rows at once: by COPY on PostgreSQL, where each row of an `executemany` is a statement of its own."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.exc import DBAPIError


def insert(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
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
