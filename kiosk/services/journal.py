"""The journal over the years: purged up to a place that the site's key has signed, and verified from there."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from kiosk import keys
from kiosk.clock import stamp
from kiosk.domain import months
from kiosk.services.box import Box
from kiosk.store import journal


def purge(box: Box, seed: bytes) -> int:
    """Forget lines older than the setting `journal_months`; returns how many. `seed` is the site's Ed25519 seed.

    Nothing is purged while the date is in doubt: a clock that runs ahead would take everything.
    """
    today = box.watch.look()
    if not today.certain:
        return 0
    oldest = months.after(today.day, -box.settings.journal_months)
    kept_from = datetime(oldest.year, oldest.month, oldest.day, tzinfo=box.settings.zone).astimezone(UTC)
    if journal.older_than(box.store.read(), kept_from) is None:
        return 0
    with box.store.write() as db:
        found = journal.older_than(db, kept_from)
        if found is None:  # another thread was faster
            return 0
        checkpoint = replace(found, at=stamp(today.now))
        purged = journal.purge(db, checkpoint, keys.sign(seed, checkpoint.message))
        journal.note(db, today.now, "journal-purged", detail=str(checkpoint.number))
    return purged


def report(box: Box, count: int | None = None, seen: str = "") -> dict[str, Any]:
    """`{"count", "head", "faults": [(line, code)]}`; given a head seen elsewhere, `not-that-head` where it differs."""
    db = box.store.read()
    faults = [(each.number, each.code) for each in journal.verify(db, keys.verify_key(box.site_seed))]
    if count is not None and journal.holds(db, count, seen) is False:
        faults.append((count, "not-that-head"))
    return {**journal.head(db), "faults": faults}
