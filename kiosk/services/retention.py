"""What is over is destroyed: by its key, its bytes, and the write-ahead log that might remember either."""

from datetime import datetime, timedelta

from kiosk.domain import idling
from kiosk.domain.comfort import Comfort
from kiosk.services import journal as journals
from kiosk.services import mandate_end, parcels, safe
from kiosk.services.box import Box
from kiosk.store import answers, expiry, journal, safekeeping, sessions, updates

SLOW = Comfort(time="slow")
"""A terminal's session is swept once even whoever needs more time has gone; each request ends its own earlier."""
TERMINAL_DRAFT = timedelta(hours=48)
"""How long an interrupted draft of a terminal waits for its citizen."""
DESK_DRAFT = timedelta(days=90)
"""How long a draft that was begun at a desk waits for someone to go on with it."""
PAPER_S = 86_400.0
"""Seconds for which a paper that does not come out keeps its key, and with it its case."""
UNSEEN = timedelta(days=365)
"""How long the hub's words wait for someone at the desk to read them."""


def due(box: Box) -> int:
    """Destroy whatever has had its time; returns how many subjects. Called at start, after every talk, and hourly.

    A submitted case goes once the hub has acknowledged everything of it and its retention is over; a draft when
    nobody came back. Papers that still wait for a printer keep their own key in memory. Old lines of the journal go up
    to a checkpoint that the site signs.
    """
    now = box.watch.today().now
    gone = [
        *expiry.kept_long_enough(box.store.read(), now),
        *expiry.forgotten_drafts(box.store.read(), now - TERMINAL_DRAFT, now - DESK_DRAFT),
    ]
    box.held.drop_older(box.clock.monotonic() - PAPER_S)
    waiting = box.held.subjects()
    gone = [subject for subject in gone if subject not in waiting]
    for subject in gone:
        with box.store.write() as db:
            safe.destroy(box, db, subject, now)
            journal.note(db, now, "expired", reference=expiry.reference_of(db, subject))
    words = _old_words(box, now)
    over = _old_sessions(box) + parcels.forget(box) + mandate_end.due(box)
    journals.purge(box, box.site_seed)
    if gone or words or over:
        safe.fold(box)
    return len(gone)


def _old_words(box: Box, now: datetime) -> int:
    kept = timedelta(days=box.settings.retention_days)
    with box.store.write() as db:
        answers.forget_sealed(db, now - kept)
        return updates.forget_seen(db, now - kept, now - kept - UNSEEN)


def _old_sessions(box: Box) -> int:
    """Sessions nobody uses, by the machine's own date, and the keys they held."""
    now = box.clock.now()
    idle = timedelta(minutes=box.settings.idle_minutes)
    alone = idling.ends_after(box.settings.terminal_idle_minutes, SLOW)
    with box.store.write() as db:
        sessions.end_old(db, now - idle, now - alone)
        return safekeeping.orphans_of_sessions(db)
