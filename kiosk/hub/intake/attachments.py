"""Receives the files that events list: checks each against its event and stores it encrypted under its case's key."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.exc import IntegrityError

from kiosk.crypto import sealing
from kiosk.domain.answers import attachment as attachments_of
from kiosk.domain.events.event import EventType
from kiosk.domain.events.wire.values import ATTACHMENT_BYTES
from kiosk.error_codes import Rejection
from kiosk.errors import Refused, Rejected, Unreadable
from kiosk.hub.hub import Hub
from kiosk.hub.intake import acknowledgement
from kiosk.hub.intake.acknowledgement import Signed
from kiosk.hub.secrets.vault import event_label, lock_of
from kiosk.hub.store.schema import attachment, event

MOST_BYTES = ATTACHMENT_BYTES + 1_000_000
"""Largest request body, in bytes: one file, and what its encryption adds."""
_EVENT = select(event.c.id, event.c.stream, event.c.body).where(
    event.c.id == bindparam("id"), event.c.site == bindparam("site"), event.c.type == EventType.SUBMITTED
)
_RECEIPT = select(attachment.c.event_id, attachment.c.site, attachment.c.statement, attachment.c.signature).where(
    attachment.c.id == bindparam("id")
)


def take(hub: Hub, site: str, name: str, event_id: str, key: str, read: Callable[[int], bytes]) -> Signed:
    """Store a file and return the hub's signed acknowledgement; the same one again where it has the file already.

    `name` is the file's id, `key` the sealing key it was encrypted to, `read` reads that many bytes of the encrypted
    file. Raises `Rejected`: `unknown-attachment` where no event of this site lists the file or its case was erased,
    `unknown-key`, `unreadable` where it cannot be decrypted, `wrong-hash` where it is not the file the event lists.
    """
    receipt = _stored_receipt(hub, site, name, event_id)
    if receipt is not None:
        return receipt
    case_id, promised = _listed_file(hub, site, name, event_id)
    try:
        data = attachments_of.open_parcel(read, hub.ring.private(key), name, promised["size"])
    except Unreadable:
        raise Rejected(Rejection.UNREADABLE) from None
    except Refused:  # more came out than was promised
        raise Rejected(Rejection.WRONG_HASH) from None
    if len(data) != promised["size"] or hashlib.sha256(data).hexdigest() != promised["sha256"]:
        raise Rejected(Rejection.WRONG_HASH)
    try:
        return _store_file(hub, site, case_id, event_id, promised, data)
    except IntegrityError:  # a twin was faster
        receipt = _stored_receipt(hub, site, name, event_id)
        if receipt is None:
            raise
        return receipt


def read_file(hub: Hub, case_id: str, name: str) -> bytes:
    """The bytes of a file of a case. Raises `Rejected`: `unknown-attachment` where it is not there or was erased."""
    with hub.store.reading() as connection:
        lock = lock_of(connection, hub.ring, case_id)
        body = connection.execute(
            select(attachment.c.body).where(attachment.c.id == name, attachment.c.case_id == case_id)
        ).scalar()
    if lock is None or body is None:
        raise Rejected(Rejection.UNKNOWN_ATTACHMENT)
    return sealing.unlock(lock.key, body, attachments_of.about(name))


def received_ids(connection: Connection, case_id: str) -> frozenset[str]:
    """The ids of the files of a case that the hub has received."""
    rows = connection.execute(select(attachment.c.id).where(attachment.c.case_id == case_id))
    return frozenset(rows.scalars())


def _stored_receipt(hub: Hub, site: str, name: str, event_id: str) -> Signed | None:
    with hub.store.reading() as connection:
        row = connection.execute(_RECEIPT, {"id": name}).first()
    if row is None:
        return None
    if (row.site, row.event_id) != (site, event_id):
        raise Rejected(Rejection.UNKNOWN_ATTACHMENT)
    return {"statement": row.statement, "signature": row.signature}


def _listed_file(hub: Hub, site: str, name: str, event_id: str) -> tuple[str, dict[str, Any]]:
    """The id of the case, and the entry of its event that lists the file. Raises `Rejected`: `unknown-attachment`."""
    with hub.store.reading() as connection:
        row = connection.execute(_EVENT, {"id": event_id, "site": site}).first()
        lock = lock_of(connection, hub.ring, row.stream) if row else None
    if row is None or lock is None:
        raise Rejected(Rejection.UNKNOWN_ATTACHMENT)
    documents = json.loads(lock.unlock(event_label(row.id), row.body)).get("documents") or []
    listed = (attachment for document in documents for attachment in document.get("attachments") or [])
    promised = next((attachment for attachment in listed if attachment["id"] == name), None)
    if promised is None:
        raise Rejected(Rejection.UNKNOWN_ATTACHMENT)
    return row.stream, promised


def _store_file(hub: Hub, site: str, case_id: str, event_id: str, promised: dict[str, Any], data: bytes) -> Signed:
    now = hub.clock.now()
    signed = acknowledgement.signed_for_file(hub, site, event_id, promised, now)
    with hub.store.writing() as connection:
        lock = lock_of(connection, hub.ring, case_id)
        if lock is None:  # erased while the file was on its way
            raise Rejected(Rejection.UNKNOWN_ATTACHMENT)
        row = {
            "id": promised["id"],
            "case_id": case_id,
            "event_id": event_id,
            "site": site,
            "size": len(data),
            "body": sealing.lock(lock.key, data, attachments_of.about(promised["id"])),
            "received_at": now,
        }
        connection.execute(attachment.insert(), row | signed)
    return signed
