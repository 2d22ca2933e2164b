"""A copy of a database from before its tables are changed, kept until the change has proved itself.

Beside `parvis.db` lie `parvis.db.before` (the copy, under the same key), and `parvis.db.upgrading` while a change is
under way: an upgrade that a power cut interrupts goes on without copying what is changed in part.
"""

import os
from pathlib import Path
from typing import Any

from kiosk.paths import make_durable
from kiosk.store import soundness
from kiosk.store.schema import migrations

BEFORE, UPGRADING = ".before", ".upgrading"


def before(database: Path) -> Path:
    """The copy from before the last upgrade."""
    return database.with_name(database.name + BEFORE)


def marker(database: Path) -> Path:
    """There while an upgrade is under way, or has not proved itself."""
    return database.with_name(database.name + UPGRADING)


def is_behind(db: Any) -> bool:
    """Whether a database that has been used lacks a step; a new one is no upgrade."""
    return bool(migrations().applied(db)) and bool(migrations().pending(db))


def prepare(db: Any, database: Path) -> None:
    """Copy the database, durable on return, and note that an upgrade is under way; the copy before goes.

    Raises the driver's `OperationalError` where the disk is full: nothing is changed then.
    """
    if marker(database).exists():
        return
    copy = before(database)
    unfinished = copy.with_name(f".{copy.name}.part")
    unfinished.unlink(missing_ok=True)
    try:
        db.conn.execute("VACUUM INTO ?", (str(unfinished),))
        unfinished.chmod(0o600)
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())
        os.replace(unfinished, copy)
    finally:
        unfinished.unlink(missing_ok=True)
    marker(database).touch(mode=0o600)
    make_durable(database.parent)


def is_sound(db: Any) -> bool:
    """Whether what an upgrade left is whole: its pages, its indexes, and what refers to what."""
    return db.conn.execute("PRAGMA foreign_key_check").fetchone() is None and soundness.is_whole(db.conn)


def finish(database: Path) -> None:
    """The upgrade has proved itself; the copy stays until `forget`."""
    marker(database).unlink(missing_ok=True)


def forget(database: Path) -> None:
    """Delete the copy: keys of cases that are destroyed by now must not outlive them."""
    before(database).unlink(missing_ok=True)
