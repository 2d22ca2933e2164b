"""Which tables of the hub's SQLite file have a page that cannot be right."""

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from hub.store.columns import metadata


def damaged_tables(connection: Connection) -> tuple[str, ...]:
    """The tables whose pages, or whose indexes' pages, are not in order, by their names; none on PostgreSQL.

    PostgreSQL keeps sums of its pages itself (`data_checksums`), and refuses to read one that is wrong.
    """
    if connection.dialect.name != "sqlite":
        return ()
    return tuple(name for name in sorted(metadata.tables) if not _is_whole(connection, name))


def _is_whole(connection: Connection, table: str) -> bool:
    try:
        return connection.exec_driver_sql(f"PRAGMA integrity_check('{table}')").scalars().all() == ["ok"]
    except DatabaseError:
        return False
