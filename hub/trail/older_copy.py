"""Begins a new epoch by itself where the hub's database is an older copy: by the mark beside its keys, or as told."""

import logging
import math

from flask import request
from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError, OperationalError

from hub.hub import Hub, this_hub
from hub.keys import database_mark
from hub.keys.database_mark import Mark
from hub.keys.lineage import epoch_of
from hub.store.schema import lineage
from hub.trail import audit
from hub.trail.audit import AuditAction
from kiosk.clock import Clock

log = logging.getLogger(__name__)
BEAT_S = 60.0
"""Seconds between two beats of a process that is written to: an older copy lacks at least that much."""
_NEWEST = select(lineage).order_by(lineage.c.number.desc()).limit(1)


def check(hub: Hub) -> None:
    """Begin a new epoch where the mark is ahead of the database; else nothing is written.

    Called when a hub opens, whatever for: a database that waits for its standby can be examined all the same.
    """
    mark = database_mark.read(hub.ring.folder)  # before the database: what is read later has come at least as far
    with hub.store.reading() as connection:
        here = _of(connection)
    if mark.is_ahead_of(here):
        begin_again(hub, max(mark.number, here.number), "")
        beat(hub)


def begin_again(hub: Hub, after: int, shown_by: str) -> str:
    """Begin a new epoch after the one numbered `after`, because the database is an older copy, and note it.

    `shown_by` is the code of the site whose box has shown it, "" for the mark. Where somebody was faster, their epoch
    is the new one. Gives the epoch.
    """
    try:
        with hub.store.writing() as connection:
            row = {"number": after + 1, "epoch": hub.clock.new_id(), "since": hub.clock.now()}
            connection.execute(lineage.insert().values(row))
            audit.note(hub, AuditAction.DATABASE_WENT_BACK, detail=shown_by, within=connection)
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
                check(this_hub())
                beat(this_hub())
            except OperationalError:  # a full disk: whoever writes is told by their own request
                log.warning("this minute is not marked: the database takes nothing")


def beat(hub: Hub) -> None:
    """Count one beat; the mark follows the database, so that a power cut between both is no older database."""
    with hub.store.writing() as connection:
        here = _of(connection)
        connection.execute(lineage.update().where(lineage.c.number == here.number).values(beats=lineage.c.beats + 1))
        here = _of(connection)
    database_mark.write(hub.ring.folder, here)


def _of(connection: Connection) -> Mark:
    newest = connection.execute(_NEWEST).one()
    return Mark(newest.number, newest.epoch, newest.beats)
