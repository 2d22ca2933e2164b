"""The backups that were made or failed; the newest lines only."""

from datetime import datetime

from msgspec import Struct

from kiosk.clock import moment, stamp
from kiosk.store.database import Database

KEPT = 100
"""Lines that are kept."""


class Tried(Struct, frozen=True):
    """A backup that was made, or failed with the code `fault`; `place` is its file, or where it should have been."""

    at: datetime
    place: str
    fault: str


def note(db: Database, at: datetime, place: str, fault: str) -> None:
    """Note a backup; `fault` is "" for one that was made."""
    db.table("backups").insert({"at": stamp(at), "place": place, "fault": fault})
    db.execute("DELETE FROM backups WHERE id <= (SELECT max(id) FROM backups) - ?", (KEPT,))


def last_made(db: Database) -> Tried | None:
    """The last backup that was made."""
    found = db.table("backups").rows_where("fault = ''", order_by="id DESC", select="at, place, fault", limit=1)
    return next(map(_tried, found), None)


def failed_since(db: Database) -> Tried | None:
    """The last try, where it failed."""
    found = db.table("backups").rows_where(order_by="id DESC", select="at, place, fault", limit=1)
    last = next(map(_tried, found), None)
    return last if last is not None and last.fault else None


def _tried(record: dict[str, str]) -> Tried:
    return Tried(moment(record["at"]), record["place"], record["fault"])
