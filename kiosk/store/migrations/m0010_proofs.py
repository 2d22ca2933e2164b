"""The signed proofs of receipts, and the list of keys with which they are verified."""

from typing import Any

RECORDED = "m008_proofs"
ABOUT = {
    "submissions.proof": "The receipt's signed proof; tells nothing about the answers once their salt is destroyed.",
    "receipt_keys": "The newest list of keys for verifying receipts, as the hub signed it; at most one row.",
    "receipt_keys.key": "The hub's verify key, in hexadecimal.",
}

_CHANGES = (
    # The proof outlives the answers: reference, procedure, day, kind, and a digest that tells nothing without its salt,
    # which is in the body.
    "ALTER TABLE submissions ADD COLUMN proof BLOB NOT NULL DEFAULT x''",
    """CREATE TABLE receipt_keys (
        id INTEGER PRIMARY KEY CHECK (id = 1), statement BLOB NOT NULL, signature BLOB NOT NULL, key TEXT NOT NULL,
        received_at TEXT NOT NULL) STRICT""",
)


def migrate(db: Any) -> None:
    """Add the proof, empty for earlier submissions, whose receipts had none; create the table of the list."""
    for statement in _CHANGES:
        db.execute(statement)
