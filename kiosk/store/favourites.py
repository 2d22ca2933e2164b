"""What each mediator begins most, chosen by them."""

from datetime import datetime

from kiosk.clock import stamp
from kiosk.store.database import Database, rows


def of(db: Database, mediator_id: str) -> list[str]:
    """Ids of a mediator's favourite procedures, in the order in which they were chosen."""
    found = rows(
        db, "SELECT procedure_id FROM favourites WHERE mediator_id = ? ORDER BY added_at, procedure_id", mediator_id
    )
    return [str(each["procedure_id"]) for each in found]


def add(db: Database, mediator_id: str, procedure_id: str, at: datetime) -> None:
    """A procedure is a favourite from now on; one that is stays where it stands."""
    db.conn.execute(
        "INSERT OR IGNORE INTO favourites (mediator_id, procedure_id, added_at) VALUES (?,?,?)",
        (mediator_id, procedure_id, stamp(at)),
    )


def remove(db: Database, mediator_id: str, procedure_id: str) -> None:
    """It is one no more."""
    db.conn.execute("DELETE FROM favourites WHERE mediator_id = ? AND procedure_id = ?", (mediator_id, procedure_id))


def forget(db: Database, mediator_id: str) -> None:
    """A mediator has left, and takes their favourites along."""
    db.conn.execute("DELETE FROM favourites WHERE mediator_id = ?", (mediator_id,))
