"""The hub this box is enrolled at: its address, this box's token, and the hub's pinned keys."""

from datetime import datetime

from msgspec import Struct
from msgspec.structs import asdict

from kiosk.clock import stamp
from kiosk.domain.proofs.signed_statement import SignedStatement
from kiosk.store.database import Database


def keep_standing(db: Database, signed: SignedStatement, at: datetime) -> None:
    """Keep what the hub signed of itself, verified, in the place of the one before."""
    standing = {"id": 1, "statement": signed.statement, "signature": signed.signature, "received_at": stamp(at)}
    db.table("hub_standing").insert(standing, replace=True)


def last_standing(db: Database) -> SignedStatement | None:
    """What the hub signed last of itself; None before the first."""
    found = db.table("hub_standing").rows_where(select="statement, signature")
    return next((SignedStatement(**record) for record in found), None)


def forget_standing(db: Database) -> None:
    """Forget it, because this box is enrolled anew, perhaps at another hub."""
    db.table("hub_standing").delete_where()


def last_acknowledgement(db: Database, hub_key: str) -> SignedStatement | None:
    """The newest acknowledgement that the hub with this key signed, None where there is none."""
    found = db.table("acknowledgements").rows_where(
        "key = ?", [hub_key], order_by="rowid DESC", select="statement, signature", limit=1
    )
    return next((SignedStatement(**record) for record in found), None)


class Enrolment(Struct, frozen=True):
    """What enrolling gave. `verify_key` is hexadecimal; `seal_key` is the hub's X25519 public half, 32 bytes.

    `site` is the code under which the hub knows this box.
    """

    url: str
    name: str
    token: str
    verify_key: str
    seal_key: bytes
    epoch: str = ""
    key_made_at: str = ""
    site: str = ""


def add(db: Database, enrolment: Enrolment, at: datetime) -> None:
    """Store an enrolment; the newest one counts."""
    db.table("enrolments").insert({"at": stamp(at), **asdict(enrolment)})


def current(db: Database) -> Enrolment | None:
    """The newest enrolment, None before the first."""
    found = db.query(
        "SELECT url, name, token, verify_key, seal_key, epoch, key_made_at, site FROM enrolments"
        " ORDER BY id DESC LIMIT 1"
    )
    return next((Enrolment(**record) for record in found), None)


def follow(db: Database, seal_key: bytes, key_made_at: str, epoch: str) -> None:
    """Store the hub's new sealing key and epoch: it changed its key, or was restored."""
    db.execute(
        "UPDATE enrolments SET seal_key = ?, key_made_at = ?, epoch = ? WHERE id = (SELECT max(id) FROM enrolments)",
        (seal_key, key_made_at, epoch),
    )
