"""The hub's last note about a newer version, as it was signed."""

from kiosk.domain.proofs.signed_statement import SignedStatement
from kiosk.store.database import Database


def keep(db: Database, signed: SignedStatement) -> None:
    """Keep a verified note in place of the one before."""
    columns = {"id": 1, "statement": signed.statement, "signature": signed.signature}
    db.table("release_notes").insert(columns, replace=True)


def kept(db: Database) -> SignedStatement | None:
    """The note, None where there is none."""
    found = db.table("release_notes").rows_where(select="statement, signature")
    return next((SignedStatement(**record) for record in found), None)
