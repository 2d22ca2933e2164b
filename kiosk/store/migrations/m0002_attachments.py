"""The tables of the files of cases, which can only be read with the case's key.

Early databases already have these tables, from the first migration: so it creates only those that are missing.
"""

from typing import Any

RECORDED = "m0002_attachments"
ABOUT = {
    "attachments": "The files that belong to cases.",
    "attachments.size": "In bytes, in clear, so that sizes can be added up without a key.",
    "attachments.locked": "The file's name and type, and the key of its pieces, locked under the case's data key.",
    "attachment_pieces": "The bytes of a file, encrypted piece by piece; none some days after the acknowledgement.",
    "parcels": "Files of submitted cases, to be sent to the hub.",
    "parcels.sealed": "The key of the file, sealed to the hub; empty before enrolment.",
    "parcel_receipts": "The hub's signed acknowledgement of each file.",
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
    """Create the tables that are missing."""
    for statement in _TABLES:
        db.execute(statement)
