"""The newest list of the sites' receipt keys, as the hub signed it."""

from datetime import datetime

from msgspec import Struct
from msgspec.structs import asdict

from kiosk.clock import stamp
from kiosk.crypto import sealing
from kiosk.store.database import Database


def replace(db: Database, case_id: str, follow_code: str, proof: bytes, key: bytes) -> None:
    """Put those of the new receipt in the place of those of the lost one, for whatever is printed from now on.

    Where the answers are destroyed, the code went with them: none is kept any more. `key` is the case's.
    """
    follow = sealing.lock(key, follow_code.encode(), f"follow:{case_id}")
    db.execute("UPDATE submissions SET proof = ? WHERE case_id = ?", (proof, case_id))
    db.execute(
        "UPDATE submissions SET follow_code = ? WHERE case_id = ? AND length(follow_code) > 0", (follow, case_id)
    )


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
