"""Whether this hub can take cases now: its database can be written, its tables are those of this version, it has room.

`/healthz` says that the process lives and the database answers; `/readyz` is what a load balancer asks before it sends
a box here. A copy of the database that only follows another one answers, and must be sent nothing.
"""

import shutil
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from hub.hub import Hub
from hub.store.upgrade import newest_revision

LEAST_BYTES = 200_000_000
"""Free bytes of the hub's folder below which it takes nothing new: a full disk in the midst of a batch is worse."""


def faults(hub: Hub) -> tuple[str, ...]:
    """A code for each thing that keeps the hub from taking cases, none where it is ready.

    `database-away`, `database-read-only`, `database-version`, `disk-full`.
    """
    try:
        with hub.store.reading() as connection:
            database = _database(connection)
    except OperationalError:
        database = ("database-away",)
    return (*database, *(("disk-full",) if free_bytes(hub.settings.data) < LEAST_BYTES else ()))


def free_bytes(folder: Path) -> int:
    """The free bytes of the disk that a folder lies on."""
    return shutil.disk_usage(folder).free


def is_read_only(connection: Connection) -> bool:
    """Whether the database takes no writes: a standby of PostgreSQL, or one that was told so."""
    if connection.dialect.name != "postgresql":
        return bool(connection.exec_driver_sql("PRAGMA query_only").scalar())
    return connection.exec_driver_sql("SHOW transaction_read_only").scalar() == "on"


def _database(connection: Connection) -> tuple[str, ...]:
    wrong = ["database-read-only"] if is_read_only(connection) else []
    if connection.execute(text("SELECT version_num FROM alembic_version")).scalar() != _newest():
        wrong.append("database-version")
    return tuple(wrong)


@cache
def _newest() -> str:
    """Read once: it lies in the program's files."""
    return newest_revision()
