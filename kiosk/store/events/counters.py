"""Counters and clock notes: the last counter of references, doubts about the date, the last moment surely reached."""

from datetime import UTC, datetime

from msgspec import Struct

from kiosk.clock import moment, stamp
from kiosk.domain.time.calendar import DoubtReason
from kiosk.store.database import Database

REFERENCE = "reference"
REACHED = "reached"
WAITING = "waiting"
STARTS = "starts"
HUB_WENT_BACK = "hub-went-back"
FIRST = 1000
"""A new site's references start after this, so that every one has four digits or more."""
_DOUBT, _CONFIRMED = "doubt", "confirmed"
"""Kinds of notes about the clock."""


class ClockNote(Struct, frozen=True):
    """A note about the clock: why it was doubted, None where the desk confirmed the date.

    `offset_days` are the days to add to the machine's date.
    """

    at: datetime
    reason: DoubtReason | None
    offset_days: int


def value(db: Database) -> int:
    """The counter used last."""
    return max(FIRST, _value(db, REFERENCE) or 0)


def set_value(db: Database, counter: int) -> None:
    """Store the counter used last; a lower value than the stored one changes nothing."""
    db.execute(
        "INSERT INTO counters (name, value) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)",
        (REFERENCE, counter),
    )


def doubt_clock(db: Database, at: datetime, reason: DoubtReason, offset_days: int = 0) -> None:
    """Note that the clock is doubted; `offset_days` are the days that are added to the machine's date."""
    _note_clock(db, at, _DOUBT, reason, offset_days, 0)


def confirm_clock(db: Database, at: datetime, offset_days: int, events: int) -> None:
    """Note that the desk confirmed the date: the days to add to the machine's, and how many events there were."""
    _note_clock(db, at, _CONFIRMED, "", offset_days, events)


def last_clock_note(db: Database) -> ClockNote | None:
    """The newest note, None before the first."""
    note = next(db.table("clock_notes").rows_where(order_by="id DESC", limit=1), None)
    if note is None:
        return None
    reason = DoubtReason(note["reason"]) if note["kind"] == _DOUBT else None
    return ClockNote(moment(note["at"]), reason, note["offset_days"])


def events_before_confirmation(db: Database) -> int:
    """How many events there were when the desk last confirmed the date."""
    last = db.table("clock_notes").rows_where("kind = ?", [_CONFIRMED], order_by="id DESC", limit=1)
    return sum(note["events"] for note in last)


def reached(db: Database) -> datetime | None:
    """The last moment (UTC) noted as reached; where none was noted yet, that of the journal's newest line."""
    if noted := _moment(db, REACHED):
        return noted
    (line,) = db.query("SELECT max(at) AS at FROM journal")
    return moment(line["at"]) if line["at"] else None


def note_reached(db: Database, at: datetime) -> None:
    """Note a moment (UTC, to the second) as reached. It may be earlier than the last: the desk corrects dates."""
    db.table("counters").insert({"name": REACHED, "value": int(at.timestamp())}, replace=True)


def waiting_since(db: Database) -> datetime | None:
    """Since when (UTC, by the box's date) destroying waits for a date that is sure, None while it does not."""
    return _moment(db, WAITING)


def note_waiting(db: Database, since: datetime | None) -> None:
    """Note since when destroying waits, None where it waits no more."""
    db.table("counters").delete_where("name = ?", [WAITING])
    if since is not None:
        db.table("counters").insert({"name": WAITING, "value": int(since.timestamp())})


def starts(db: Database) -> int:
    """How often this database was opened."""
    return _value(db, STARTS) or 0


def note_start(db: Database) -> int:
    """Count one more opening; gives how many there were."""
    db.table("counters").insert({"name": STARTS, "value": starts(db) + 1}, replace=True)
    return starts(db)


def hub_went_back(db: Database) -> datetime | None:
    """When this box learnt last that the hub was put back to an older copy, None where it never was."""
    return _moment(db, HUB_WENT_BACK)


def note_hub_went_back(db: Database, at: datetime) -> None:
    """Note that the hub was put back to an older copy."""
    db.table("counters").insert({"name": HUB_WENT_BACK, "value": int(at.timestamp())}, replace=True)


def _value(db: Database, name: str) -> int | None:
    return next((counter["value"] for counter in db.query("SELECT value FROM counters WHERE name = ?", [name])), None)


def _moment(db: Database, name: str) -> datetime | None:
    value = _value(db, name)
    return None if value is None else datetime.fromtimestamp(value, UTC)


def _note_clock(db: Database, at: datetime, kind: str, reason: str, offset_days: int, events: int) -> None:
    note = {"at": stamp(at), "kind": kind, "reason": reason, "offset_days": offset_days, "events": events}
    db.table("clock_notes").insert(note)
