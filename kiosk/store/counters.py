"""The counter inside references, and what the desk said of the clock."""

from datetime import datetime
from typing import Any

from kiosk.clock import stamp
from kiosk.store.database import Database, number, row

REFERENCE = "reference"
FIRST = 1000
"""A new site's references start after this, so that every one has four digits or more."""


def value(db: Database) -> int:
    """The counter used last."""
    return max(FIRST, number(db, "SELECT value FROM counters WHERE name = ?", REFERENCE))


def set_value(db: Database, counter: int) -> None:
    """Remember the counter used last; it never goes back."""
    db.conn.execute(
        "INSERT INTO counters (name, value) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)",
        (REFERENCE, counter),
    )


def note_clock(
    db: Database, at: datetime, kind: str, reason: str = "", offset_days: int = 0, events: int = 0
) -> None:  # fmt: skip
    """`doubt` (with its reason) or `confirmed` (with the days to add to the machine's date).

    `events` is how many events there were when the desk confirmed.
    """
    db.conn.execute(
        "INSERT INTO clock_notes (at, kind, reason, offset_days, events) VALUES (?,?,?,?,?)",
        (stamp(at), kind, reason, offset_days, events),
    )


def last_clock_note(db: Database) -> dict[str, Any] | None:
    """The newest note: `at, kind, reason, offset_days`."""
    return row(db, "SELECT at, kind, reason, offset_days FROM clock_notes ORDER BY id DESC LIMIT 1")


def events_before_confirmation(db: Database) -> int:
    """How many events there were when the desk last confirmed the date."""
    return number(db, "SELECT events FROM clock_notes WHERE kind = 'confirmed' ORDER BY id DESC LIMIT 1")
