"""The backups that were made or failed."""

from typing import Any

RECORDED = "m0017_backup"
ABOUT = {
    "backups": "The last backups that were made or failed.",
    "backups.place": "The file, or the folder where it should have been.",
    "backups.fault": "Why there is none, a code; empty where it was made.",
}


def migrate(db: Any) -> None:
    """Create the table."""
    db.execute(
        "CREATE TABLE backups (id INTEGER PRIMARY KEY, at TEXT NOT NULL, place TEXT NOT NULL, fault TEXT NOT NULL)"
        " STRICT"
    )
