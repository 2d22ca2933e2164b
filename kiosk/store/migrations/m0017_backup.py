"""The backups that were made or failed, and what the hub said last of a newer version."""

from typing import Any

RECORDED = "m0017_backup"
ABOUT = {
    "backups": "The last backups that were made or failed.",
    "backups.place": "The file, or the folder where it should have been.",
    "backups.fault": "Why there is none, a code; empty where it was made.",
    "release_notes": "The hub's last note about a newer version of Parvis, as it was signed.",
}


def migrate(db: Any) -> None:
    """Create the tables."""
    db.execute(
        "CREATE TABLE backups (id INTEGER PRIMARY KEY, at TEXT NOT NULL, place TEXT NOT NULL, fault TEXT NOT NULL)"
        " STRICT"
    )
    db.execute(
        "CREATE TABLE release_notes (id INTEGER PRIMARY KEY CHECK (id = 1), statement BLOB NOT NULL,"
        " signature BLOB NOT NULL) STRICT"
    )
