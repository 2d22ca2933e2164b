"""The backups that were made or failed; the newest lines only."""

from datetime import datetime

from msgspec import Struct

from kiosk.clock import moment, stamp
from kiosk.store import reading
from kiosk.store.database import Database, insert

KEPT = 100
"""Lines that are kept."""


class Tried(Struct, frozen=True):
    """A backup that was made, or failed with the code `fault`; `place` is its file, or where it should have been."""

    at: datetime
    place: str
    fault: str


def note(db: Database, at: datetime, place: str, fault: str) -> None:
    """Note a backup; `fault` is "" for one that was made."""
    insert(db, "backups", {"at": stamp(at), "place": place, "fault": fault})
    db.conn.execute("DELETE FROM backups WHERE id <= (SELECT max(id) FROM backups) - ?", (KEPT,))


def last_made(db: Database) -> Tried | None:
    """The last backup that was made."""
    return reading.first(_tried, db, "SELECT at, place, fault FROM backups WHERE fault = '' ORDER BY id DESC LIMIT 1")


def failed_since(db: Database) -> Tried | None:
    """The last try, where it failed."""
    last = reading.first(_tried, db, "SELECT at, place, fault FROM backups ORDER BY id DESC LIMIT 1")
    return last if last is not None and last.fault else None


def _tried(record: dict[str, str]) -> Tried:
    return Tried(moment(record["at"]), record["place"], record["fault"])
