"""What a newer version needs of a database that is full already, done while sites go on sending.

On PostgreSQL an index is built without keeping writers waiting, and rows are changed a few at a time. SQLite has one
writer: there a step takes seconds with a million cases, in which boxes wait or are told « busy » and send again.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, Index, bindparam, select, text
from sqlalchemy.schema import CreateIndex, DropIndex

from hub.store import (  # noqa: F401  # their tables are in `metadata`
    schema,
    schema_decisions,
    schema_ends,
    schema_files,
    schema_operators,
    schema_outbox,
    schema_work,
)
from hub.store.columns import metadata
from hub.store.schema import cases

_ADVISORY = 0x5041_5258
"""Our number among PostgreSQL's advisory locks."""
_LOOK_AGAIN_S = 0.2
_PAUSE = threading.Event()
"""Never set: waited for between two looks."""
_TOGETHER = 2_000
"""Rows changed in one transaction: a tenth of a second in which their cases cannot be decided."""
_VALID = text(
    "SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
    " WHERE i.indisvalid AND pg_table_is_visible(i.indrelid)"
)
"""An index whose building was cut is there and not valid."""
_GIVE = text(
    "UPDATE cases SET listed_state = CASE WHEN EXISTS"
    " (SELECT 1 FROM event WHERE event.reference = cases.reference AND event.type = 'withdrawal') THEN 'withdrawn'"
    " ELSE COALESCE((SELECT state FROM decision WHERE case_id = cases.id ORDER BY number DESC LIMIT 1), 'received') END"
    " WHERE id IN :ids AND listed_state IS NULL"
).bindparams(bindparam("ids", expanding=True))
"""Whoever decides one of them meanwhile holds its row: the database looks again whether it still has no state."""


def finish(engine: Engine) -> None:
    """Bring a migrated database to its end: the states by which lists find cases, and the indexes that it lacks.

    Processes that start at the same time wait for each other; what one that was killed had done stays done.
    """
    with engine.connect() as connection:
        if not list(_missing(connection)) and not _states_missing(connection):
            return
    if engine.dialect.name == "sqlite":
        with engine.connect().execution_options(writing=True) as connection, connection.begin():
            for index in _missing(connection):
                connection.execute(CreateIndex(index))
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection, _alone(connection):
        _give_states(connection)
        for index in _missing(connection):
            index.dialect_options["postgresql"]["concurrently"] = True
            connection.execute(DropIndex(index, if_exists=True))  # what a building that was cut has left
            connection.execute(CreateIndex(index))
        connection.exec_driver_sql("ANALYZE cases")


@contextmanager
def _alone(connection: Connection) -> Iterator[None]:
    """Hold the turn. A session that waited for it inside a statement would be waited for by the building itself."""
    while not connection.execute(text("SELECT pg_try_advisory_lock(:number)"), {"number": _ADVISORY}).scalar():
        _PAUSE.wait(_LOOK_AGAIN_S)
    try:
        yield
    finally:
        connection.execute(text("SELECT pg_advisory_unlock(:number)"), {"number": _ADVISORY})


def _missing(connection: Connection) -> Iterator[Index]:
    """The indexes of this version's tables that the database lacks."""
    if connection.dialect.name == "sqlite":
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'index'")
    else:
        names = connection.execute(_VALID)
    known = set(names.scalars())
    indexes = (
        index for table in metadata.sorted_tables for index in sorted(table.indexes, key=lambda one: str(one.name))
    )
    return (index for index in list(indexes) if index.name not in known)


def _states_missing(connection: Connection) -> bool:
    return connection.execute(select(cases.c.id).where(cases.c.listed_state.is_(None)).limit(1)).first() is not None


def _give_states(connection: Connection) -> None:
    last = ""
    while True:
        some = select(cases.c.id).where(cases.c.id > last, cases.c.listed_state.is_(None)).order_by(cases.c.id)
        ids = list(connection.execute(some.limit(_TOGETHER)).scalars())
        if not ids:
            return
        connection.execute(_GIVE, {"ids": ids})
        last = ids[-1]
