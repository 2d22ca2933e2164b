"""What the box notes of its upkeep, and what its database holds.

Backups, the room on the disk, the hub's word of a newer version, and the clock: doubts about the date and the last
moment surely reached. How much a database holds, in the numbers that a person who brings a backup back can compare.
"""

from datetime import UTC, date, datetime
from pathlib import Path

from msgspec import Struct

from kiosk.clock import moment, stamp
from kiosk.domain.proofs.signed_statement import SignedStatement
from kiosk.domain.time.calendar import DoubtReason
from kiosk.store.database import Database, DatabaseError, open_bare_database, read_column, read_row, read_value

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
    return read_row(BackupAttempt, db.table("backups").rows_where("fault = ''", order_by="id DESC", limit=1))


def read_failed_backup(db: Database) -> BackupAttempt | None:
    """The last try, where it failed."""
    last = read_row(BackupAttempt, db.table("backups").rows_where(order_by="id DESC", limit=1))
    return last if last is not None and last.fault else None


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
    return {date.fromisoformat(row["day"]): row["free"] for row in db.table("disk_room").rows}


def save_release_note(db: Database, signed: SignedStatement) -> None:
    """Keep a verified note in place of the one before."""
    columns = {"id": 1, "statement": signed.statement, "signature": signed.signature}
    db.table("release_notes").insert(columns, replace=True)


def read_stored_release_note(db: Database) -> SignedStatement | None:
    """The note, None where there is none."""
    return read_row(SignedStatement, db.table("release_notes").rows)


class ClockNote(Struct, frozen=True):
    """Why the clock was doubted, None where the desk confirmed the date; `offset_days` are added to the machine's."""

    at: datetime
    reason: DoubtReason | None
    offset_days: int


def insert_clock_doubt(db: Database, at: datetime, reason: DoubtReason, offset_days: int = 0) -> None:
    """Note that the clock is doubted; `offset_days` are the days that are added to the machine's date."""
    doubt = {"at": stamp(at), "kind": "doubt", "reason": reason, "offset_days": offset_days, "events": 0}
    db.table("clock_notes").insert(doubt)


def insert_clock_confirmation(db: Database, at: datetime, offset_days: int, events: int) -> None:
    """Note that the desk confirmed the date: the days to add to the machine's, and how many events there were."""
    confirmed = {"at": stamp(at), "kind": "confirmed", "reason": "", "offset_days": offset_days, "events": events}
    db.table("clock_notes").insert(confirmed)


def read_clock_note(db: Database) -> ClockNote | None:
    """The newest note, None before the first."""
    newest = "SELECT at, nullif(reason, '') AS reason, offset_days FROM clock_notes ORDER BY id DESC LIMIT 1"
    return read_row(ClockNote, db.query(newest))


def read_confirmed_event_count(db: Database) -> int:
    """How many events there were when the desk last confirmed the date."""
    confirmed = "SELECT events FROM clock_notes WHERE kind = 'confirmed' ORDER BY id DESC LIMIT 1"
    return int(read_value(db, confirmed) or 0)


REACHED, _WAITING, _STARTS, _HUB_WENT_BACK = "reached", "waiting", "starts", "hub-went-back"


def read_reached_moment(db: Database) -> datetime | None:
    """The last moment (UTC) noted as reached; where none was noted yet, that of the journal's newest line."""
    if noted := _moment(db, REACHED):
        return noted
    at = read_value(db, "SELECT max(at) FROM journal")
    return moment(at) if at else None


def save_reached_moment(db: Database, at: datetime) -> None:
    """Note a moment (UTC, to the second) as reached. It may be earlier than the last: the desk corrects dates."""
    _save(db, REACHED, int(at.timestamp()))


def read_destruction_hold(db: Database) -> datetime | None:
    """Since when (UTC, by the box's date) destroying waits for a date that is sure, None while it does not."""
    return _moment(db, _WAITING)


def save_destruction_hold(db: Database, since: datetime | None) -> None:
    """Note since when destroying waits, None where it waits no more."""
    if since is None:
        db.table("counters").delete_where("name = ?", [_WAITING])
    else:
        _save(db, _WAITING, int(since.timestamp()))


def count_starts(db: Database) -> int:
    return _value(db, _STARTS) or 0


def increment_starts(db: Database) -> int:
    """Count one more opening; gives how many there were."""
    _save(db, _STARTS, count_starts(db) + 1)
    return count_starts(db)


def read_hub_went_back(db: Database) -> datetime | None:
    """When this box learnt last that the hub was put back to an older copy, None where it never was."""
    return _moment(db, _HUB_WENT_BACK)


def save_hub_went_back(db: Database, at: datetime) -> None:
    _save(db, _HUB_WENT_BACK, int(at.timestamp()))


def _value(db: Database, name: str) -> int | None:
    value: int | None = read_value(db, "SELECT value FROM counters WHERE name = ?", name)
    return value


def _moment(db: Database, name: str) -> datetime | None:
    value = _value(db, name)
    return None if value is None else datetime.fromtimestamp(value, UTC)


def _save(db: Database, name: str, value: int) -> None:
    db.table("counters").insert({"name": name, "value": value}, replace=True)


def find_damaged_tables(path: Path, key: bytes = b"") -> tuple[str, ...]:
    """The tables of a file with a page that cannot be read, or is not as it was written, in the order of their names.

    `key` is b"" for a file without one. A page of an index is named by its table. Empty where the file is whole, and
    where its first page is damaged, so that nothing can be named.
    """
    try:
        with open_bare_database(path, key) as database:
            names = read_column(
                database,
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'"
                " AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name",
            )
    except DatabaseError:
        return ()
    return tuple(name for name in names if not _is_whole(path, key, name))


def _is_whole(path: Path, key: bytes, table: str) -> bool:
    """Whether every page of a table, of its indexes and of its long values can be read, and its order is right.

    In a connection of its own: SQLCipher reads nothing more in one that has met a page whose sum is wrong.
    """
    try:
        with open_bare_database(path, key) as database:
            if read_column(database, f"PRAGMA integrity_check('{table}')") != ["ok"]:
                return False
            # The check of the order leaves out the long values: every row is read with them, a thousand at once.
            cursor = database.execute(f'SELECT * FROM "{table}" NOT INDEXED')
            while cursor.fetchmany(1000):
                pass
            return True
    except DatabaseError:
        return False


def count_submitted_cases(db: Database) -> int:
    """Cases that were submitted here, whether their contents are still here or not."""
    return db.table("submissions").count_where()


def count_drafts(db: Database) -> int:
    return db.table("unsubmitted").count_where()


def count_unsent_events(db: Database) -> int:
    return db.view("outbox").count_where()


def count_attachments(db: Database) -> int:
    """Files that belong to cases, and whose bytes are here."""
    return int(read_value(db, "SELECT count(DISTINCT attachment_id) FROM attachment_pieces"))


def read_latest_proof(db: Database) -> bytes:
    """What proves the receipt of the newest case, b"" where there is none."""
    newest = "SELECT proof FROM submissions WHERE length(proof) > 0 ORDER BY counter DESC LIMIT 1"
    return bytes(read_value(db, newest) or b"")
