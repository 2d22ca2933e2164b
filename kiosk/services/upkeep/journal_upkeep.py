"""Purge old lines of the journal up to a checkpoint that the site's key signs, and verify the rest."""

from datetime import UTC, date, datetime

from msgspec import Struct
from msgspec.structs import replace

from kiosk.clock import stamp
from kiosk.crypto import keys
from kiosk.domain.time import months
from kiosk.domain.trail.hash_chain import Fault
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.services.box.box import Box
from kiosk.store.people import journal


class Report(Struct, frozen=True):
    """How many lines there ever were, the newest one's hash (64 hexadecimal digits), and every fault."""

    count: int
    head: str
    faults: tuple[Fault, ...]


def traces_from(box: Box, today: date) -> datetime:
    """When the traces begin that are kept today, by the setting `journal_months`."""
    oldest = months.after(today, -box.settings.journal_months)
    return datetime(oldest.year, oldest.month, oldest.day, tzinfo=box.settings.zone).astimezone(UTC)


def purge(box: Box, seed: bytes) -> int:
    """Delete lines older than the setting `journal_months`; gives how many. `seed` is the site's Ed25519 seed.

    Nothing is purged while the date is not sure enough: a clock that runs ahead would take everything.
    """
    today = box.watch.settled()
    if today is None:
        return 0
    kept_from = traces_from(box, today.day)
    if journal.older_than(box.store.read(), kept_from) is None:
        return 0
    with box.store.write() as db:
        unsigned = journal.older_than(db, kept_from)
        if unsigned is None:  # another thread was faster
            return 0
        checkpoint = replace(unsigned, at=stamp(today.now))
        purged = journal.purge(db, checkpoint, keys.sign(seed, checkpoint.message))
        journal.note(db, today.now, JournalAction.JOURNAL_PURGED, detail=str(checkpoint.number))
    return purged


def report(box: Box, count: int | None = None, seen: str = "") -> Report:
    """Verify the journal; `seen`, its head at `count` lines noted elsewhere, adds `not-that-head` if it differs."""
    db = box.store.read()
    faults = journal.verify(db, keys.verify_key(box.site_seed))
    if count is not None and journal.holds(db, count, seen) is False:
        faults.append(Fault(count, "not-that-head"))
    last = journal.head(db)
    return Report(last.count, last.head, tuple(faults))
