"""Files that the hub refused: they are tried again after those that it has not refused yet."""

from typing import Any

RECORDED = "m0012_file_refusals"
ABOUT = {
    "parcel_refusals": "Files that the hub would not take when they were sent last.",
    "parcel_refusals.at": "When it last refused: who was refused longest ago is tried first.",
    "parcel_refusals.code": "The hub's reason.",
}

_TABLE = """CREATE TABLE parcel_refusals (
    attachment_id TEXT PRIMARY KEY REFERENCES attachments ON DELETE CASCADE, at TEXT NOT NULL,
    code TEXT NOT NULL) STRICT"""


def migrate(db: Any) -> None:
    """Make the table, empty: a file that was refused before is tried once more in its old place."""
    db.execute(_TABLE)
