"""The hub this box is enrolled at: where it is, and the keys that were pinned."""

from dataclasses import dataclass
from datetime import datetime

from kiosk.clock import stamp
from kiosk.store.database import Database, row


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What enrolling gave. `verify_key` is hexadecimal; `seal_key` is the hub's X25519 public half, 32 bytes."""

    url: str
    name: str
    token: str
    verify_key: str
    seal_key: bytes
    epoch: str = ""
    key_made_at: str = ""


def add(db: Database, enrolment: Enrolment, at: datetime) -> None:
    """Keep an enrolment; the newest counts."""
    db.conn.execute(
        "INSERT INTO enrolments (at, url, name, token, verify_key, seal_key, epoch, key_made_at)"
        " VALUES (?,?,?,?,?,?,?,?)",
        (stamp(at), enrolment.url, enrolment.name, enrolment.token, enrolment.verify_key, enrolment.seal_key,
         enrolment.epoch, enrolment.key_made_at),
    )  # fmt: skip


def current(db: Database) -> Enrolment | None:
    """The enrolment that counts, None while the box stands alone."""
    found = row(
        db, "SELECT url, name, token, verify_key, seal_key, epoch, key_made_at FROM enrolments ORDER BY id DESC LIMIT 1"
    )
    return None if found is None else Enrolment(**found)


def follow(db: Database, seal_key: bytes, key_made_at: str, epoch: str) -> None:
    """The hub changed its sealing key, or was restored."""
    db.conn.execute(
        "UPDATE enrolments SET seal_key = ?, key_made_at = ?, epoch = ? WHERE id = (SELECT max(id) FROM enrolments)",
        (seal_key, key_made_at, epoch),
    )
