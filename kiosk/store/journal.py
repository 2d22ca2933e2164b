"""Who did what to which reference; no personal data."""

from datetime import datetime
from typing import Any

from kiosk.clock import stamp
from kiosk.store.database import Database, rows


def note(
    db: Database, at: datetime, action: str, *, mediator_id: str = "", station_id: str = "", reference: str = "",
    detail: str = "",
) -> None:  # fmt: skip
    """Append one line."""
    db.conn.execute(
        "INSERT INTO journal (at, mediator_id, station_id, action, reference, detail) VALUES (?,?,?,?,?,?)",
        (stamp(at), mediator_id, station_id, action, reference, detail),
    )


def of(db: Database, reference: str) -> list[dict[str, Any]]:
    """The lines about a reference, oldest first, with the mediator's name."""
    return rows(
        db,
        "SELECT journal.at, journal.action, journal.detail, mediators.name AS mediator FROM journal"
        " LEFT JOIN mediators ON mediators.id = journal.mediator_id WHERE reference = ? ORDER BY journal.id",
        reference,
    )
