"""The table of files that the hub refused, which are sent again after the others."""

from typing import Any

RECORDED = "m0012_file_refusals"
ABOUT = {
    "parcel_refusals": "Files that the hub refused when they were sent last.",
    "parcel_refusals.at": "The last refusal; the file with the oldest one is sent again first.",
    "parcel_refusals.code": "The hub's reason.",
}

_TABLE = """CREATE TABLE parcel_refusals (
    attachment_id TEXT PRIMARY KEY REFERENCES attachments ON DELETE CASCADE, at TEXT NOT NULL,
    code TEXT NOT NULL) STRICT"""


def migrate(db: Any) -> None:
    """Create the table, empty: earlier refusals are forgotten."""
    db.execute(_TABLE)
