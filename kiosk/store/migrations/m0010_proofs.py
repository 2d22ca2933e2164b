"""Proofs of receipts, and the list they are verified with."""

from typing import Any

RECORDED = "m008_proofs"
ABOUT = {
    "submissions.proof": "What the receipt proves, signed; says nothing of the answers once their salt is destroyed.",
    "receipt_keys": "The newest list of keys that receipts are verified with, as the hub signed it: one row at most.",
    "receipt_keys.key": "The hub's verify key, in hexadecimal.",
}

_CHANGES = (
    # The proof stays when everything else is destroyed: reference, procedure code, day, kind and a digest that says
    # nothing without its salt, which lies in the body.
    "ALTER TABLE submissions ADD COLUMN proof BLOB NOT NULL DEFAULT x''",
    """CREATE TABLE receipt_keys (
        id INTEGER PRIMARY KEY CHECK (id = 1), statement BLOB NOT NULL, signature BLOB NOT NULL, key TEXT NOT NULL,
        received_at TEXT NOT NULL) STRICT""",
)


def migrate(db: Any) -> None:
    """Add the proof, empty, to what was submitted before, whose receipts had none; and make the table of lists."""
    for statement in _CHANGES:
        db.execute(statement)
