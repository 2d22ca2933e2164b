"""The hub's last note about a newer version, as it was signed."""

from kiosk.domain.proofs.signed_statement import SignedStatement
from kiosk.store.database import Database, insert, row


def keep(db: Database, signed: SignedStatement) -> None:
    """Keep a verified note in place of the one before."""
    columns = {"id": 1, "statement": signed.statement, "signature": signed.signature}
    insert(db, "release_notes", columns, "REPLACE")


def kept(db: Database) -> SignedStatement | None:
    """The note, None where there is none."""
    record = row(db, "SELECT statement, signature FROM release_notes")
    return None if record is None else SignedStatement(record["statement"], record["signature"])
