"""The favourite procedures that each mediator has chosen."""

from datetime import datetime

from kiosk.clock import stamp
from kiosk.store.database import Database


def of(db: Database, mediator_id: str) -> list[str]:
    """Ids of a mediator's favourite procedures, in the order in which they were chosen."""
    favourites = db.table("favourites").rows_where(
        "mediator_id = ?", [mediator_id], order_by="added_at, procedure_id", select="procedure_id"
    )
    return [str(favourite["procedure_id"]) for favourite in favourites]


def add(db: Database, mediator_id: str, procedure_id: str, at: datetime) -> None:
    """Add a favourite at the end; one that is there already keeps its place."""
    favourite = {"mediator_id": mediator_id, "procedure_id": procedure_id, "added_at": stamp(at)}
    db.table("favourites").insert(favourite, ignore=True)


def remove(db: Database, mediator_id: str, procedure_id: str) -> None:
    """Remove a favourite."""
    db.table("favourites").delete_where("mediator_id = ? AND procedure_id = ?", [mediator_id, procedure_id])


def forget(db: Database, mediator_id: str) -> None:
    """Remove all favourites of a mediator, because they have left."""
    db.table("favourites").delete_where("mediator_id = ?", [mediator_id])
