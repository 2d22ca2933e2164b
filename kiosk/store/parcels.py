"""Files on their way to the hub: after the event that lists them, whole or not at all."""

from dataclasses import dataclass
from datetime import datetime

from kiosk.clock import stamp
from kiosk.store.database import Database, number, row, rows

_EVENT = (
    "(SELECT events.id FROM events JOIN acknowledgements ON acknowledgements.event_id = events.id"
    " WHERE events.stream = attachments.case_id AND events.type = 'submitted'"
    " AND NOT EXISTS (SELECT 1 FROM events later WHERE later.replaces = events.id))"
)
"""The event of the case that the hub has taken."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A file that is due: `event_id` lists it, `sealed` is its key as the hub's key `hub_key` opens it."""

    attachment_id: str
    event_id: str
    sha256: str
    size: int
    hub_key: str
    sealed: bytes


def pack(db: Database, attachment_id: str, sha256: str, hub_key: str, sealed: bytes) -> None:
    """This file leaves with its case; packed again, it is sealed anew."""
    db.conn.execute(
        "INSERT OR REPLACE INTO parcels (attachment_id, sha256, hub_key, sealed) VALUES (?,?,?,?)",
        (attachment_id, sha256, hub_key, sealed),
    )


def unpack(db: Database, case_id: str) -> None:
    """Nothing of this case is to be sent: it is submitted anew."""
    db.conn.execute(
        "DELETE FROM parcels WHERE attachment_id IN (SELECT id FROM attachments WHERE case_id = ?)", (case_id,)
    )


def due(db: Database, hub_key: str, limit: int = 10) -> list[Parcel]:
    """Files to send now: sealed to that key of the hub, their event acknowledged, no receipt yet; oldest first."""
    found = rows(
        db,
        f"SELECT attachment_id, {_EVENT} AS event_id, sha256, size, hub_key, sealed FROM parcels"
        " JOIN attachments ON attachments.id = parcels.attachment_id"
        " WHERE attachment_id NOT IN (SELECT attachment_id FROM parcel_receipts)"
        " AND hub_key = ? AND event_id IS NOT NULL ORDER BY added_at LIMIT ?",
        hub_key,
        limit,
    )
    return [Parcel(**each) for each in found]


def other_keys(db: Database, hub_key: str) -> list[tuple[str, str]]:
    """`(attachment id, case id)` of files not received that are sealed to no key, or to another one."""
    found = rows(
        db,
        "SELECT attachment_id, case_id FROM parcels JOIN attachments ON attachments.id = parcels.attachment_id"
        " WHERE hub_key <> ? AND attachment_id NOT IN (SELECT attachment_id FROM parcel_receipts) ORDER BY added_at",
        hub_key,
    )
    return [(each["attachment_id"], each["case_id"]) for each in found]


def waiting(db: Database, case_id: str = "") -> int:
    """How many files the hub has not confirmed, of one case or of all."""
    return number(
        db,
        "SELECT count(*) FROM parcels JOIN attachments ON attachments.id = parcels.attachment_id"
        " WHERE attachment_id NOT IN (SELECT attachment_id FROM parcel_receipts) AND (? = '' OR case_id = ?)",
        case_id,
        case_id,
    )


def receive(db: Database, attachment_id: str, at: datetime, statement: bytes, signature: bytes) -> None:
    """Keep the hub's verified word that it has the file."""
    db.conn.execute(
        "INSERT OR REPLACE INTO parcel_receipts (attachment_id, at, statement, signature) VALUES (?,?,?,?)",
        (attachment_id, stamp(at), statement, signature),
    )


def received(db: Database, attachment_id: str) -> bool:
    """Whether the hub has said so."""
    return row(db, "SELECT 1 FROM parcel_receipts WHERE attachment_id = ?", attachment_id) is not None


def send_again(db: Database) -> int:
    """The hub was restored from a copy: files that are still here go again; how many."""
    return int(
        db.conn.execute(
            "DELETE FROM parcel_receipts WHERE attachment_id IN (SELECT attachment_id FROM attachment_pieces)"
        ).rowcount
    )


def forget_received(db: Database, before: datetime) -> int:
    """Wipe the bytes of files that the hub confirmed before then; how many pieces there were."""
    return int(
        db.conn.execute(
            "DELETE FROM attachment_pieces WHERE attachment_id IN"
            " (SELECT attachment_id FROM parcel_receipts WHERE at < ?)",
            (stamp(before),),
        ).rowcount
    )
