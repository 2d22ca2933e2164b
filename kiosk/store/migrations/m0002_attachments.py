"""The tables of files that belong to a case; nothing in them is readable without the case's key.

Databases made before this step had a number of its own have its tables already, from the first step. So it makes only
what is missing: there, it is recorded and changes nothing.
"""

from typing import Any

RECORDED = "m0002_attachments"
ABOUT = {
    "attachments": "The files that belong to cases.",
    "attachments.size": "In bytes, in clear, so that it can be summed without a key.",
    "attachments.locked": "What the file is, and the key of its pieces, under the case's data key.",
    "attachment_pieces": "The bytes of a file, encrypted piece by piece; none once the hub has had them for days.",
    "parcels": "Files that a submitted case lists, for the hub.",
    "parcels.sealed": "The key of the file as only the hub reads it; empty until enrolled.",
    "parcel_receipts": "The hub's signed word that it has a file.",
}

_TABLES = (
    """CREATE TABLE IF NOT EXISTS attachments (
        id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases, field_id TEXT NOT NULL, size INTEGER NOT NULL,
        locked BLOB NOT NULL, added_at TEXT NOT NULL) STRICT""",
    "CREATE INDEX IF NOT EXISTS attachments_of_case ON attachments (case_id)",
    """CREATE TABLE IF NOT EXISTS attachment_pieces (
        attachment_id TEXT NOT NULL REFERENCES attachments ON DELETE CASCADE, number INTEGER NOT NULL,
        piece BLOB NOT NULL, PRIMARY KEY (attachment_id, number)) STRICT""",
    """CREATE TABLE IF NOT EXISTS parcels (
        attachment_id TEXT PRIMARY KEY REFERENCES attachments ON DELETE CASCADE, sha256 TEXT NOT NULL,
        hub_key TEXT NOT NULL, sealed BLOB NOT NULL) STRICT""",
    """CREATE TABLE IF NOT EXISTS parcel_receipts (
        attachment_id TEXT PRIMARY KEY REFERENCES attachments ON DELETE CASCADE, at TEXT NOT NULL,
        statement BLOB NOT NULL, signature BLOB NOT NULL) STRICT""",
)


def migrate(db: Any) -> None:
    """Make the tables where they are not there yet."""
    for statement in _TABLES:
        db.execute(statement)
