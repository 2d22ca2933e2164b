"""The tables of files that belong to a case; nothing in them is readable without the case's key."""

ATTACHMENTS = (
    # `locked` is what the file is and the key to it, under the case's data key. The size is in the clear, to be summed.
    """CREATE TABLE attachments (
        id TEXT PRIMARY KEY, case_id TEXT NOT NULL REFERENCES cases, field_id TEXT NOT NULL, size INTEGER NOT NULL,
        locked BLOB NOT NULL, added_at TEXT NOT NULL) STRICT""",
    "CREATE INDEX attachments_of_case ON attachments (case_id)",
    """CREATE TABLE attachment_pieces (
        attachment_id TEXT NOT NULL REFERENCES attachments ON DELETE CASCADE, number INTEGER NOT NULL,
        piece BLOB NOT NULL, PRIMARY KEY (attachment_id, number)) STRICT""",
    # What a submitted case lists. `sealed` is the key to the file as only the hub reads it, empty until enrolled.
    """CREATE TABLE parcels (
        attachment_id TEXT PRIMARY KEY REFERENCES attachments ON DELETE CASCADE, sha256 TEXT NOT NULL,
        hub_key TEXT NOT NULL, sealed BLOB NOT NULL) STRICT""",
    """CREATE TABLE parcel_receipts (
        attachment_id TEXT PRIMARY KEY REFERENCES attachments ON DELETE CASCADE, at TEXT NOT NULL,
        statement BLOB NOT NULL, signature BLOB NOT NULL) STRICT""",
)
