"""Bring back the database from before the last upgrade, for the version of the program before."""

import os
import shutil
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from kiosk.clock import Clock
from kiosk.crypto import keys
from kiosk.domain.events import reference as references
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.paths import Paths, make_durable
from kiosk.services.box import database_mark
from kiosk.store import upgrade
from kiosk.store.database import DatabaseError, bare
from kiosk.store.events import counters


class RolledBack(Struct, frozen=True):
    """The `version` of the program to install ("" where it is not known), and the file in which the newer database is
    kept; `since` is how many cases and events it has that the older one lacks.
    """

    version: str
    aside: Path
    since: int


class _Held(Struct, frozen=True):
    """What a database holds: the ids of its cases, with when each was changed, and of its events; the last counter."""

    cases: frozenset[tuple[str, str]]
    events: frozenset[str]
    counter: int


def roll_back(data: Path, *, set_aside: bool = False, clock: Clock | None = None) -> RolledBack:
    """Put the copy from before the last upgrade back in place of the database. The newer one is renamed, never deleted.

    Numbers go on after the newer one's. The folder is held by the caller alone. Raises `Refused`: `no-earlier-store`
    (there was no upgrade, or it is longer ago than `retention_times.UPGRADE`), `damaged-backup`, and `cases-since`
    where the newer one has cases, drafts or events that would not be there any more, unless `set_aside` says so.
    """
    paths = Paths(data)
    copy = upgrade.before(paths.database)
    if not copy.exists():
        raise Refused(Refusal.NO_EARLIER_STORE, path=str(copy))
    key = keys.read_seed(paths.database_key)
    older = _held(copy, key)
    if older is None:
        raise Refused(Refusal.DAMAGED_BACKUP, path=str(copy))
    newer = _held(paths.database, key)
    # While an upgrade has not proved itself the box has not opened since, and has taken nothing.
    served = not upgrade.marker(paths.database).exists()
    since = len(newer.cases - older.cases) + len(newer.events - older.events) if newer else 0
    if served and not set_aside and (since or newer is None):
        raise Refused(Refusal.CASES_SINCE, count=since)
    aside = paths.database.with_name(f"parvis.db.after-{(clock or Clock()).now():%Y%m%dT%H%M%SZ}")
    ready = paths.database.with_name(".parvis.db.rollback")
    shutil.copyfile(copy, ready)
    ready.chmod(0o600)
    with bare(ready, key) as db:
        counters.set_value(db, (newer or older).counter + (references.MARGIN if since or newer is None else 0))
    database_mark.put_back(paths, replace(database_mark.read(paths), starts=0, counter=0))
    _swap(paths, ready, aside)
    version = paths.version_before.read_text("utf-8").strip() if paths.version_before.exists() else ""
    paths.program_version.write_text(version, "utf-8")
    upgrade.finish(paths.database)
    return RolledBack(version, aside, since)


def _held(path: Path, key: bytes) -> _Held | None:
    """What a database holds, None where it does not open or is damaged; its tables are left as they are."""
    try:
        with bare(path, key) as db:
            if not upgrade.is_sound(db):
                return None
            cases = db.conn.execute("SELECT id, changed_at FROM cases").fetchall()
            events = db.conn.execute("SELECT id FROM events").fetchall()
            return _Held(frozenset(cases), frozenset(event for (event,) in events), counters.value(db))
    except DatabaseError:
        return None


def _swap(paths: Paths, ready: Path, aside: Path) -> None:
    """Rename the database with its logs, and put `ready` in its place; durable on return."""
    for beside in ("", "-wal", "-shm"):
        newer = paths.database.with_name(paths.database.name + beside)
        if newer.exists():
            os.replace(newer, aside.with_name(aside.name + beside))
    os.replace(ready, paths.database)
    make_durable(paths.data)
