"""How much room the disk had on each of the last days."""

from typing import Any

RECORDED = "m0026_disk"
ABOUT = {
    "disk_room": "How much room the disk of the data folder had, on each of the last days.",
    "disk_room.free": "Bytes, the least of the day.",
}


def migrate(db: Any) -> None:
    """Add the table."""
    db.execute("CREATE TABLE disk_room (day TEXT PRIMARY KEY, free INTEGER NOT NULL) STRICT")
