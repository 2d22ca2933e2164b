"""What the hub signed about itself last: shown to it again, it proves what the hub has said before."""

from datetime import datetime

from kiosk.clock import stamp
from kiosk.domain.proofs.signed_statement import SignedStatement
from kiosk.store import reading
from kiosk.store.database import Database, insert

_SIGNED = reading.as_written(SignedStatement)


def keep(db: Database, signed: SignedStatement, at: datetime) -> None:
    """Keep a verified statement in the place of the one before."""
    standing = {"id": 1, "statement": signed.statement, "signature": signed.signature, "received_at": stamp(at)}
    insert(db, "hub_standing", standing, "REPLACE")


def kept(db: Database) -> SignedStatement | None:
    """The last statement; None before the first."""
    return reading.first(_SIGNED, db, "SELECT statement, signature FROM hub_standing")


def forget(db: Database) -> None:
    """Forget it, because this box is enrolled anew, perhaps at another hub."""
    db.conn.execute("DELETE FROM hub_standing")


def last_acknowledgement(db: Database, hub_key: str) -> SignedStatement | None:
    """The newest acknowledgement that the hub with this key signed, None where there is none."""
    newest = "SELECT statement, signature FROM acknowledgements WHERE key = ? ORDER BY rowid DESC LIMIT 1"
    return reading.first(_SIGNED, db, newest, hub_key)
