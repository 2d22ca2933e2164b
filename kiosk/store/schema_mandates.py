"""The tables of mandates: days and marks in clear, everything about anyone locked under the mandate's own data key."""

MANDATES = (
    # `ends_on` and `keep_until` are days at the site; `kept` is the mandate, locked.
    """CREATE TABLE mandates (
        id TEXT PRIMARY KEY, ends_on TEXT NOT NULL, keep_until TEXT NOT NULL, kept BLOB NOT NULL) STRICT""",
    "CREATE INDEX mandates_by_end ON mandates (ends_on)",
    "CREATE INDEX mandates_by_retention ON mandates (keep_until)",
    # What happened to it, once each: signed, revoked, renewed, expired.
    """CREATE TABLE mandate_marks (
        mandate_id TEXT NOT NULL REFERENCES mandates, action TEXT NOT NULL, at TEXT NOT NULL, number INTEGER NOT NULL,
        PRIMARY KEY (mandate_id, action)) STRICT""",
    # `kept` is the use, locked: which case, what was done, by whom and when.
    """CREATE TABLE mandate_uses (
        id INTEGER PRIMARY KEY, mandate_id TEXT NOT NULL REFERENCES mandates, kept BLOB NOT NULL) STRICT""",
    "CREATE INDEX mandate_uses_of ON mandate_uses (mandate_id)",
)
"""In the order in which they are made."""
