"""The tables of mandates: days and marks in clear, personal data locked under the mandate's own data key.

Creates only the tables that are missing, for the same reason as `m0002_attachments`.
"""

from typing import Any

RECORDED = "m0003_mandates"
ABOUT = {
    "mandates": "The written consents by which a mediator acts for a citizen.",
    "mandates.ends_on": "Its last day, at the site.",
    "mandates.keep_until": "The last day it is kept, at the site.",
    "mandates.kept": "The mandate, locked under its own data key.",
    "mandate_marks": "What happened to a mandate, once each: signed, revoked, renewed, expired.",
    "mandate_uses": "What was done under a mandate.",
    "mandate_uses.kept": "Which case, what, by whom and when: locked under the mandate's data key.",
}

_TABLES = (
    """CREATE TABLE IF NOT EXISTS mandates (
        id TEXT PRIMARY KEY, ends_on TEXT NOT NULL, keep_until TEXT NOT NULL, kept BLOB NOT NULL) STRICT""",
    "CREATE INDEX IF NOT EXISTS mandates_by_end ON mandates (ends_on)",
    "CREATE INDEX IF NOT EXISTS mandates_by_retention ON mandates (keep_until)",
    """CREATE TABLE IF NOT EXISTS mandate_marks (
        mandate_id TEXT NOT NULL REFERENCES mandates, action TEXT NOT NULL, at TEXT NOT NULL, number INTEGER NOT NULL,
        PRIMARY KEY (mandate_id, action)) STRICT""",
    """CREATE TABLE IF NOT EXISTS mandate_uses (
        id INTEGER PRIMARY KEY, mandate_id TEXT NOT NULL REFERENCES mandates, kept BLOB NOT NULL) STRICT""",
    "CREATE INDEX IF NOT EXISTS mandate_uses_of ON mandate_uses (mandate_id)",
)
"""In the order of creation."""


def migrate(db: Any) -> None:
    """Create the tables that are missing."""
    for statement in _TABLES:
        db.execute(statement)
