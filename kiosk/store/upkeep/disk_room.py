"""How much room the disk had on each of the last days."""

from datetime import date

from kiosk.store.database import Database

KEPT = 30
"""Days that are kept."""


def note(db: Database, day: date, free: int) -> None:
    """Note the free bytes of a day; the least of a day stays."""
    db.execute(
        "INSERT INTO disk_room (day, free) VALUES (?, ?)"
        " ON CONFLICT (day) DO UPDATE SET free = min(disk_room.free, excluded.free)",
        (day.isoformat(), free),
    )
    db.execute("DELETE FROM disk_room WHERE day NOT IN (SELECT day FROM disk_room ORDER BY day DESC LIMIT ?)", (KEPT,))


def noted(db: Database) -> dict[date, int]:
    """The day to its free bytes."""
    return {date.fromisoformat(row["day"]): row["free"] for row in db.table("disk_room").rows_where(select="day, free")}
