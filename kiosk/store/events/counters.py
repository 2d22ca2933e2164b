"""Counters and clock notes: the last counter of references, doubts about the date, the last moment surely reached."""

from datetime import UTC, datetime
from typing import Any

from kiosk.clock import moment, stamp
from kiosk.store.database import Database, insert, number, row

REFERENCE = "reference"
REACHED = "reached"
FIRST = 1000
"""A new site's references start after this, so that every one has four digits or more."""


def value(db: Database) -> int:
    """The counter used last."""
    return max(FIRST, number(db, "SELECT value FROM counters WHERE name = ?", REFERENCE))


def set_value(db: Database, counter: int) -> None:
    """Store the counter used last; a lower value than the stored one changes nothing."""
    db.conn.execute(
        "INSERT INTO counters (name, value) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)",
        (REFERENCE, counter),
    )


def note_clock(
    db: Database, at: datetime, kind: str, reason: str = "", offset_days: int = 0, events: int = 0
) -> None:  # fmt: skip
    """Note a `doubt` (with its reason) or `confirmed` (with the days to add to the machine's date).

    `events` is how many events there were when the desk confirmed.
    """
    note = {"at": stamp(at), "kind": kind, "reason": reason, "offset_days": offset_days, "events": events}
    insert(db, "clock_notes", note)


def last_clock_note(db: Database) -> dict[str, Any] | None:
    """The newest note: `at, kind, reason, offset_days`."""
    return row(db, "SELECT at, kind, reason, offset_days FROM clock_notes ORDER BY id DESC LIMIT 1")


def events_before_confirmation(db: Database) -> int:
    """How many events there were when the desk last confirmed the date."""
    return number(db, "SELECT events FROM clock_notes WHERE kind = 'confirmed' ORDER BY id DESC LIMIT 1")


def reached(db: Database) -> datetime | None:
    """The last moment (UTC) noted as reached; where none was noted yet, that of the journal's newest line."""
    counter = row(db, "SELECT value FROM counters WHERE name = ?", REACHED)
    if counter:
        return datetime.fromtimestamp(counter["value"], UTC)
    line = row(db, "SELECT max(at) AS at FROM journal")
    return moment(line["at"]) if line and line["at"] else None


def note_reached(db: Database, at: datetime) -> None:
    """Note a moment (UTC, to the second) as reached. It may be earlier than the last: the desk corrects dates."""
    db.conn.execute(
        "INSERT INTO counters (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (REACHED, int(at.timestamp())),
    )
