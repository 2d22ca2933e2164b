"""What the box notes of its upkeep: backups, the room on the disk, the hub's word of a newer version."""

from datetime import date, datetime

from msgspec import Struct

from kiosk.clock import moment, stamp
from kiosk.domain.proofs.signed_statement import SignedStatement
from kiosk.store.database import Database

BACKUPS_KEPT = 100
"""Lines that are kept."""


class BackupAttempt(Struct, frozen=True):
    """A backup that was made, or failed with the code `fault`; `place` is its file, or where it should have been."""

    at: datetime
    place: str
    fault: str


def insert_backup_attempt(db: Database, at: datetime, place: str, fault: str) -> None:
    """Note a backup; `fault` is "" for one that was made."""
    db.table("backups").insert({"at": stamp(at), "place": place, "fault": fault})
    db.execute("DELETE FROM backups WHERE id <= (SELECT max(id) FROM backups) - ?", (BACKUPS_KEPT,))


def read_last_backup(db: Database) -> BackupAttempt | None:
    """The last backup that was made."""
    found = db.table("backups").rows_where("fault = ''", order_by="id DESC", select="at, place, fault", limit=1)
    return next(map(_tried, found), None)


def read_failed_backup(db: Database) -> BackupAttempt | None:
    """The last try, where it failed."""
    found = db.table("backups").rows_where(order_by="id DESC", select="at, place, fault", limit=1)
    last = next(map(_tried, found), None)
    return last if last is not None and last.fault else None


def _tried(record: dict[str, str]) -> BackupAttempt:
    return BackupAttempt(moment(record["at"]), record["place"], record["fault"])


DAYS_KEPT = 30
"""Days that are kept."""


def save_disk_room(db: Database, day: date, free: int) -> None:
    """Note the free bytes of a day; the least of a day stays."""
    db.execute(
        "INSERT INTO disk_room (day, free) VALUES (?, ?)"
        " ON CONFLICT (day) DO UPDATE SET free = min(disk_room.free, excluded.free)",
        (day.isoformat(), free),
    )
    db.execute(
        "DELETE FROM disk_room WHERE day NOT IN (SELECT day FROM disk_room ORDER BY day DESC LIMIT ?)", (DAYS_KEPT,)
    )


def read_disk_room(db: Database) -> dict[date, int]:
    """The day to its free bytes."""
    return {date.fromisoformat(row["day"]): row["free"] for row in db.table("disk_room").rows_where(select="day, free")}


def save_release_note(db: Database, signed: SignedStatement) -> None:
    """Keep a verified note in place of the one before."""
    columns = {"id": 1, "statement": signed.statement, "signature": signed.signature}
    db.table("release_notes").insert(columns, replace=True)


def read_stored_release_note(db: Database) -> SignedStatement | None:
    """The note, None where there is none."""
    found = db.table("release_notes").rows_where(select="statement, signature")
    return next((SignedStatement(**record) for record in found), None)
