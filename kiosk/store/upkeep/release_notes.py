"""The hub's last note about a newer version, as it was signed."""

from kiosk.domain.proofs.signed_statement import SignedStatement
from kiosk.store import reading
from kiosk.store.database import Database, insert


def keep(db: Database, signed: SignedStatement) -> None:
    """Keep a verified note in place of the one before."""
    columns = {"id": 1, "statement": signed.statement, "signature": signed.signature}
    insert(db, "release_notes", columns, "REPLACE")


def kept(db: Database) -> SignedStatement | None:
    """The note, None where there is none."""
    return reading.first(reading.as_written(SignedStatement), db, "SELECT statement, signature FROM release_notes")
