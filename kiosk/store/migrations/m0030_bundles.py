"""What was carried away by hand, until its answer is there."""

from typing import Any

RECORDED = "m0030_bundles"
ABOUT = {
    "bundles": "Files for the hub that were carried by hand; the cases in them stay in the outbox until it has signed.",
    "bundles.epoch": "The hub's epoch when it was made: an answer of an earlier one is refused.",
    "bundles.asked": "The question that the hub's standing answers.",
    "bundles.answer_key": "The private half of the key that its answer is sealed to; empty once the answer was taken.",
    "bundles.made": "Whether the file was written to its end, or downloaded.",
}


def migrate(db: Any) -> None:
    """Add the table."""
    db.execute(
        "CREATE TABLE bundles (id TEXT PRIMARY KEY, site TEXT NOT NULL, hub TEXT NOT NULL, made_at TEXT NOT NULL,"
        " epoch TEXT NOT NULL, asked TEXT NOT NULL, answer_key BLOB NOT NULL, events INTEGER NOT NULL,"
        " bytes INTEGER NOT NULL, made INTEGER NOT NULL DEFAULT 0, answered_at TEXT) STRICT"
    )
