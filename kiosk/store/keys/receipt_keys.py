"""The newest list of the sites' receipt keys, as the hub signed it."""

from datetime import datetime

from msgspec import Struct
from msgspec.structs import asdict

from kiosk.clock import stamp
from kiosk.store.database import Database


class KeptList(Struct, frozen=True):
    """A signed list; `key` is the verify key of the hub that signed it."""

    statement: bytes
    signature: bytes
    key: str


def keep(db: Database, kept: KeptList, at: datetime) -> None:
    """Store the list in place of the one before."""
    db.table("receipt_keys").insert({"id": 1, **asdict(kept), "received_at": stamp(at)}, replace=True)


def current(db: Database) -> KeptList | None:
    """The stored list, None before the first."""
    found = db.table("receipt_keys").rows_where(select="statement, signature, key")
    return next((KeptList(**record) for record in found), None)
