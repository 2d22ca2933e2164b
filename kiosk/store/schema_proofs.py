"""Proofs of receipts, and the list they are verified with."""

from typing import Any

PROOFS = (
    # What stays of a receipt when everything else is destroyed: reference, procedure code, day, kind and a digest that
    # says nothing without its salt, which lies in the body.
    "ALTER TABLE submissions ADD COLUMN proof BLOB NOT NULL DEFAULT x''",
    # The newest list that the hub signed; `key` is the hub's, in hexadecimal.
    """CREATE TABLE receipt_keys (
        id INTEGER PRIMARY KEY CHECK (id = 1), statement BLOB NOT NULL, signature BLOB NOT NULL, key TEXT NOT NULL,
        received_at TEXT NOT NULL) STRICT""",
)


def migrate(db: Any) -> None:
    """What was submitted before keeps the receipt it had."""
    for statement in PROOFS:
        db.execute(statement)
