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
    if connection.dialect.name != "postgresql":
        connection.execute(table.insert(), rows)
        return
    names = list(rows[0])
    binders = [(name, table.c[name].type.bind_processor(connection.dialect)) for name in names]
    copy = f"COPY {table.name} ({', '.join(names)}) FROM STDIN"
    cursor = connection.connection.cursor()
    try:
        with cursor.copy(copy) as target:
            for row in rows:
                target.write_row([bind(row[name]) if bind else row[name] for name, bind in binders])
    except connection.dialect.loaded_dbapi.Error as fault:
        raise DBAPIError.instance(  # as SQLAlchemy does; without the parameters, which are people's names
            copy, None, fault, connection.dialect.loaded_dbapi.Error, hide_parameters=True, dialect=connection.dialect
        ) from fault
    finally:
        cursor.close()
