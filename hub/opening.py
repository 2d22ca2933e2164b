"""Opens a hub, and knows the lineage of its database: an epoch that changes when a backup is restored."""

import json
import logging
import math
from contextlib import suppress
from pathlib import Path

from flask import request
from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import IntegrityError, OperationalError

from hub import trail
from hub.hub import Hub, this_hub
from hub.keyring import open_ring
from hub.objects import open_objects
from hub.settings import HubSettings
from hub.store.opening import Store, open_store
from hub.store.schema import lineage
from hub.trail import AuditAction
from kiosk.clock import Clock
from kiosk.process.whole_file import write_whole_file

log = logging.getLogger(__name__)
MARK_FILE = "database.mark"
"""Its name in the folder of the keys, which no copy of the database holds, nor a copy of the keys."""
EPOCH = select(lineage.c.epoch).where(lineage.c.number == select(func.max(lineage.c.number)).scalar_subquery())
"""The query for the current epoch."""
BEAT_S = 60.0
"""Seconds between two beats of a process that is written to: an older copy lacks at least that much."""


class DatabaseMark(Struct, frozen=True):
    """The newest epoch that this folder has seen, its place in the lineage, and the beats that were counted in it."""

    number: int = 0
    epoch: str = ""
    beats: int = 0

    def is_ahead_of(self, database: "DatabaseMark") -> bool:
        """Whether a database at `database` is an older copy of the one that was here.

        Two databases of one number with different epochs are both restored copies: their boxes noticed it then.
        """
        if self.number != database.number:
            return self.number > database.number
        return self.epoch == database.epoch and self.beats > database.beats


def read_database_mark(folder: Path) -> DatabaseMark:
    """The mark of a folder; an empty one, ahead of nothing, where there is none that can be read."""
    try:
        written = json.loads((folder / MARK_FILE).read_text("utf-8"))
        return DatabaseMark(int(written["number"]), str(written["epoch"]), int(written["beats"]))
    except (OSError, ValueError, KeyError, TypeError):
        return DatabaseMark()


def write_database_mark(folder: Path, mark: DatabaseMark) -> None:
    """Write the mark whole or not at all; what the disk will not take is tried again with the next beat."""
    try:
        write_whole_file(folder / MARK_FILE, [json.dumps(asdict(mark)).encode()])
    except OSError as fault:
        log.warning("the mark of the database is not written: %s", type(fault).__name__)


def begin_lineage(store: Store, clock: Clock) -> None:
    """Give a new database its first epoch; workers that start at the same time agree on one."""
    with store.reading() as connection:
        begun = connection.execute(EPOCH).first() is not None
    if not begun:
        with suppress(IntegrityError), store.writing() as connection:  # another worker was faster
            connection.execute(lineage.insert().values(number=1, epoch=clock.new_id(), since=clock.now()))


def begin_new_epoch(store: Store, clock: Clock) -> str:
    """Begin a new epoch because the database was restored from an older copy: every box learns it with its next answer
    from the hub."""
    with store.writing() as connection:
        return begin_new_epoch_within(connection, clock)


def begin_new_epoch_within(connection: Connection, clock: Clock) -> str:
    epoch = clock.new_id()
    last = connection.execute(select(func.max(lineage.c.number))).scalar() or 0
    connection.execute(lineage.insert().values(number=last + 1, epoch=epoch, since=clock.now()))
    return epoch


def epoch_of(store: Store) -> str:
    with store.reading() as connection:
        return str(connection.execute(EPOCH).scalar_one())


def check_database_mark(hub: Hub) -> None:
    """Begin a new epoch where the mark is ahead of the database; else nothing is written.

    Called when a hub opens, whatever for: a database that waits for its standby can be examined all the same.
    """
    mark = read_database_mark(hub.ring.folder)  # before the database: what is read later has come at least as far
    with hub.store.reading() as connection:
        here = _newest_mark(connection)
    if mark.is_ahead_of(here):
        begin_epoch_after_copy(hub, max(mark.number, here.number), "")
        beat(hub)


def begin_epoch_after_copy(hub: Hub, after: int, shown_by: str) -> str:
    """Begin a new epoch after the one numbered `after`, because the database is an older copy, and note it.

    `shown_by` is the code of the site whose box has shown it, "" for the mark. Where somebody was faster, their epoch
    is the new one. Gives the epoch.
    """
    try:
        with hub.store.writing() as connection:
            row = {"number": after + 1, "epoch": hub.clock.new_id(), "since": hub.clock.now()}
            connection.execute(lineage.insert().values(row))
            trail.append_audit_line(hub, AuditAction.DATABASE_WENT_BACK, detail=shown_by, within=connection)
            log.warning("the database is an older copy, as %s shows: every box sends again", shown_by or "its mark")
    except IntegrityError:
        log.info("somebody else has noticed it, too")
    return epoch_of(hub.store)


class Beats:
    """Counts in the database, then in the mark, that time goes by: once a minute in each process that is written to."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = -math.inf

    def look(self) -> None:
        """Before a request that writes; one that only reads must not wait for a database that takes no writes."""
        now = self._clock.monotonic()
        if request.method in ("POST", "PUT") and now - self._last >= BEAT_S:
            self._last = now
            try:
                check_database_mark(this_hub())
                beat(this_hub())
            except OperationalError:  # a full disk: whoever writes is told by their own request
                log.warning("this minute is not marked: the database takes nothing")


def beat(hub: Hub) -> None:
    """Count one beat; the mark follows the database, so that a power cut between both is no older database."""
    with hub.store.writing() as connection:
        here = _newest_mark(connection)
        connection.execute(lineage.update().where(lineage.c.number == here.number).values(beats=lineage.c.beats + 1))
        here = _newest_mark(connection)
    write_database_mark(hub.ring.folder, here)


def _newest_mark(connection: Connection) -> DatabaseMark:
    newest = connection.execute(select(lineage).order_by(lineage.c.number.desc()).limit(1)).one()
    return DatabaseMark(newest.number, newest.epoch, newest.beats)


def open_hub(settings: HubSettings, clock: Clock) -> Hub:
    """The hub of these settings. Raises what `open_objects`, `open_store` and `open_ring` raise."""
    objects = open_objects(settings)
    store = open_store(settings)
    begin_lineage(store, clock)
    opened = Hub(settings, clock, store, open_ring(settings, store, clock), objects)
    check_database_mark(opened)
    return opened
