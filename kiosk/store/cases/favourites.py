"""The favourite procedures that each mediator has chosen."""

from datetime import datetime

from kiosk.clock import stamp
from kiosk.store.database import Database, rows


def of(db: Database, mediator_id: str) -> list[str]:
    """Ids of a mediator's favourite procedures, in the order in which they were chosen."""
    favourites = rows(
        db, "SELECT procedure_id FROM favourites WHERE mediator_id = ? ORDER BY added_at, procedure_id", mediator_id
    )
    return [str(favourite["procedure_id"]) for favourite in favourites]


def add(db: Database, mediator_id: str, procedure_id: str, at: datetime) -> None:
    """Add a favourite at the end; one that is there already keeps its place."""
    db.conn.execute(
        "INSERT OR IGNORE INTO favourites (mediator_id, procedure_id, added_at) VALUES (?,?,?)",
        (mediator_id, procedure_id, stamp(at)),
    )


def remove(db: Database, mediator_id: str, procedure_id: str) -> None:
    """Remove a favourite."""
    db.conn.execute("DELETE FROM favourites WHERE mediator_id = ? AND procedure_id = ?", (mediator_id, procedure_id))


def forget(db: Database, mediator_id: str) -> None:
    """Remove all favourites of a mediator, because they have left."""
    db.conn.execute("DELETE FROM favourites WHERE mediator_id = ?", (mediator_id,))
