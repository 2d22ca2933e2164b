"""Takes the files that events list: whole or not at all, checked against what was promised, locked under their case."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.exc import IntegrityError

from kiosk.crypto import sealing
from kiosk.domain.answers import attachment as attachments_of
from kiosk.domain.events.event import EventType
from kiosk.errors import Refused, Rejected, Unreadable
from kiosk.hub.hub import Hub
from kiosk.hub.intake import acknowledgement
from kiosk.hub.intake.acknowledgement import Signed
from kiosk.hub.secrets.vault import event_of, lock_of
from kiosk.hub.store.schema import attachment, event
from kiosk.hub.wire.read_event import ATTACHMENT_BYTES

MOST_BYTES = ATTACHMENT_BYTES + 1_000_000
"""Of one parcel: its file, and what locking adds to every piece."""
_EVENT = select(event.c.id, event.c.stream, event.c.body).where(
    event.c.id == bindparam("id"), event.c.site == bindparam("site"), event.c.type == EventType.SUBMITTED
)
_KNOWN = select(attachment.c.event_id, attachment.c.site, attachment.c.statement, attachment.c.signature).where(
    attachment.c.id == bindparam("id")
)


def take(hub: Hub, site: str, name: str, event_id: str, key: str, read: Callable[[int], bytes]) -> Signed:
    """The hub's acknowledgement of a file, of which `read` gives the parcel; the same again for the same file.

    Raises `Rejected`: `unknown-attachment` where no event of this site lists it (or its case was erased),
    `unknown-key`, `unreadable`, `wrong-hash` where it is not the file that was promised.
    """
    known = _known(hub, site, name, event_id)
    if known is not None:
        return known
    case_id, promised = _promised(hub, site, name, event_id)
    try:
        data = attachments_of.opened(read, hub.ring.private(key), name, promised["size"])
    except Unreadable:
        raise Rejected("unreadable") from None
    except Refused:  # more came out than was promised
        raise Rejected("wrong-hash") from None
    if len(data) != promised["size"] or hashlib.sha256(data).hexdigest() != promised["sha256"]:
        raise Rejected("wrong-hash")
    try:
        return _keep(hub, site, case_id, event_id, promised, data)
    except IntegrityError:  # a twin was faster
        known = _known(hub, site, name, event_id)
        if known is None:
            raise
        return known


def read_back(hub: Hub, case_id: str, name: str) -> bytes:
    """A file of a case, for an instructor who may open it. Raises `Rejected("unknown-attachment")`."""
    with hub.store.reading() as connection:
        lock = lock_of(connection, hub.ring, case_id)
        body = connection.execute(
            select(attachment.c.body).where(attachment.c.id == name, attachment.c.case_id == case_id)
        ).scalar()
    if lock is None or body is None:
        raise Rejected("unknown-attachment")
    return sealing.unlock(lock.key, body, attachments_of.about(name))


def arrived(connection: Connection, case_id: str) -> frozenset[str]:
    """The ids of the files of a case that the hub has."""
    found = connection.execute(select(attachment.c.id).where(attachment.c.case_id == case_id))
    return frozenset(found.scalars())


def _known(hub: Hub, site: str, name: str, event_id: str) -> Signed | None:
    with hub.store.reading() as connection:
        found = connection.execute(_KNOWN, {"id": name}).first()
    if found is None:
        return None
    if (found.site, found.event_id) != (site, event_id):
        raise Rejected("unknown-attachment")
    return {"statement": found.statement, "signature": found.signature}


def _promised(hub: Hub, site: str, name: str, event_id: str) -> tuple[str, dict[str, Any]]:
    """The case, and what its event says of the file."""
    with hub.store.reading() as connection:
        found = connection.execute(_EVENT, {"id": event_id, "site": site}).first()
        lock = lock_of(connection, hub.ring, found.stream) if found else None
    if found is None or lock is None:
        raise Rejected("unknown-attachment")
    documents = json.loads(lock.unlock(event_of(found.id), found.body)).get("documents") or []
    listed = (each for document in documents for each in document.get("attachments") or [])
    promised = next((each for each in listed if each["id"] == name), None)
    if promised is None:
        raise Rejected("unknown-attachment")
    return found.stream, promised


def _keep(hub: Hub, site: str, case_id: str, event_id: str, promised: dict[str, Any], data: bytes) -> Signed:
    now = hub.clock.now()
    signed = acknowledgement.signed_for_file(hub, site, event_id, promised, now)
    with hub.store.writing() as connection:
        lock = lock_of(connection, hub.ring, case_id)
        if lock is None:  # erased while the file was on its way
            raise Rejected("unknown-attachment")
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
