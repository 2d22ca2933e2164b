"""Which mediator has read which message."""

from datetime import datetime

from kiosk.clock import stamp
from kiosk.store.database import Database


def add(db: Database, name: str, sha256: str, mediator_id: str, at: datetime) -> None:
    """Note that a mediator has read a message with these contents."""
    row = {"name": name, "sha256": sha256, "mediator_id": mediator_id, "at": stamp(at)}
    db.table("message_reads").insert(row, ignore=True)


def of(db: Database, mediator_id: str) -> set[tuple[str, str]]:
    """Name and hash of each message that a mediator has read."""
    read = db.table("message_reads").rows_where("mediator_id = ?", [mediator_id], select="name, sha256")
    return {(str(row["name"]), str(row["sha256"])) for row in read}


def forget(db: Database, mediator_id: str) -> None:
    """Forget what a mediator has read, because they have left."""
    db.table("message_reads").delete_where("mediator_id = ?", [mediator_id])


def drop(db: Database) -> None:
    """Forget reads of messages that are not in force any more."""
    db.execute(
        "DELETE FROM message_reads WHERE (name, sha256) NOT IN"
        " (SELECT name, sha256 FROM published_items WHERE kind = 'message')"
    )
