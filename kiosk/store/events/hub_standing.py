"""What the hub signed about itself last: shown to it again, it proves what the hub has said before."""

from datetime import datetime

from kiosk.clock import stamp
from kiosk.domain.proofs.signed_statement import SignedStatement
from kiosk.store.database import Database


def keep(db: Database, signed: SignedStatement, at: datetime) -> None:
    """Keep a verified statement in the place of the one before."""
    standing = {"id": 1, "statement": signed.statement, "signature": signed.signature, "received_at": stamp(at)}
    db.table("hub_standing").insert(standing, replace=True)


def kept(db: Database) -> SignedStatement | None:
    """The last statement; None before the first."""
    found = db.table("hub_standing").rows_where(select="statement, signature")
    return next((SignedStatement(**record) for record in found), None)


def forget(db: Database) -> None:
    """Forget it, because this box is enrolled anew, perhaps at another hub."""
    db.table("hub_standing").delete_where()


def last_acknowledgement(db: Database, hub_key: str) -> SignedStatement | None:
    """The newest acknowledgement that the hub with this key signed, None where there is none."""
    found = db.table("acknowledgements").rows_where(
        "key = ?", [hub_key], order_by="rowid DESC", select="statement, signature", limit=1
    )
    return next((SignedStatement(**record) for record in found), None)
