"""The list that receipts are verified with, as the hub signed it: the newest one."""

from dataclasses import dataclass
from datetime import datetime

from kiosk.clock import stamp
from kiosk.store.database import Database, row


@dataclass(frozen=True, slots=True)
class KeptList:
    """A signed list; `key` is the verify key of the hub that signed it."""

    statement: bytes
    signature: bytes
    key: str


def keep(db: Database, kept: KeptList, at: datetime) -> None:
    """Keep it in the place of the one before."""
    db.conn.execute(
        "INSERT OR REPLACE INTO receipt_keys (id, statement, signature, key, received_at) VALUES (1,?,?,?,?)",
        (kept.statement, kept.signature, kept.key, stamp(at)),
    )


def current(db: Database) -> KeptList | None:
    """The list, None before the first one came."""
    found = row(db, "SELECT statement, signature, key FROM receipt_keys")
    return None if found is None else KeptList(**found)
