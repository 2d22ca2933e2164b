"""What an event of a site says of a file that is to come, and the receipt of one that has."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, bindparam, select

from hub.files import kept_file
from hub.hub import Hub
from hub.intake import acknowledgement
from hub.intake.acknowledgement import Signed
from hub.secrets.vault import CaseLock, label_of, lock_of
from hub.store.schema import attachment, cases, event
from kiosk.domain.events.event import EventType
from kiosk.error_codes import Rejection
from kiosk.errors import Rejected

_EVENT = (
    select(event.c.id, event.c.body, cases.c.id.label("case_id"))
    .join(cases, cases.c.reference == event.c.reference)
    .where(
        event.c.id == bindparam("id"),
        event.c.site == bindparam("site"),
        event.c.type.in_((EventType.SUBMITTED, EventType.SUPPLEMENT)),
    )
)
"""The event with the case that it is filed under: a supplement of another site's case has a stream of its own."""
_RECEIPT = select(attachment.c.event_id, attachment.c.site, attachment.c.statement, attachment.c.signature).where(
    attachment.c.id == bindparam("id")
)


def open_file(hub: Hub, case_id: str, file_id: str) -> Iterator[bytes]:
    """The bytes of a file of a case, a piece at a time.

    Raises `Rejected` (`unknown-attachment`) before the first piece where it is not there whole, or was erased, and
    `Unreadable` within it where the disk has garbled it.
    """
    with hub.store.reading() as connection:
        lock = lock_of(connection, hub.ring, case_id)
        file = kept_file.read_row(connection, file_id) if file_id in received_ids(connection, case_id) else None
    if lock is None or file is None or kept_file.missing(file, kept_file.held(hub.objects, file)):
        raise Rejected(Rejection.UNKNOWN_ATTACHMENT)
    return kept_file.clear_bytes(hub, file, lock)


def received_ids(connection: Connection, case_id: str) -> frozenset[str]:
    """The ids of the files of a case that the hub has received."""
    rows = connection.execute(select(attachment.c.id).where(attachment.c.case_id == case_id))
    return frozenset(rows.scalars())


class ListedFile(Struct, frozen=True):
    """A file as its event lists it; `site` has signed that. `lock` is that of its case."""

    id: str
    case_id: str
    event_id: str
    site: str
    size: int
    sha256: str
    lock: CaseLock


def read_listed(hub: Hub, site: str, file_id: str, event_id: str) -> ListedFile:
    """The file that this event lists.

    Raises `Rejected` (`unknown-attachment`) where no event of the site lists it, or its case was erased.
    """
    with hub.store.reading() as connection:
        row = connection.execute(_EVENT, {"id": event_id, "site": site}).first()
        lock = lock_of(connection, hub.ring, row.case_id) if row else None
    if row is None or lock is None:
        raise Rejected(Rejection.UNKNOWN_ATTACHMENT)
    documents = lock.read(label_of("event", row.id), row.body).get("documents") or []
    listed = (entry for document in documents for entry in document.get("attachments") or [])
    promised = next((entry for entry in listed if entry["id"] == file_id), None)
    if promised is None:
        raise Rejected(Rejection.UNKNOWN_ATTACHMENT)
    return ListedFile(file_id, row.case_id, row.id, site, promised["size"], promised["sha256"], lock)


def stored_receipt(hub: Hub, site: str, file_id: str, event_id: str) -> Signed | None:
    """What the hub signed when it had taken the file; None where it has not.

    Raises `Rejected` (`unknown-attachment`) where another site, or another event, gave the file.
    """
    with hub.store.reading() as connection:
        row = connection.execute(_RECEIPT, {"id": file_id}).first()
    if row is None:
        return None
    if (row.site, row.event_id) != (site, event_id):
        raise Rejected(Rejection.UNKNOWN_ATTACHMENT)
    return {"statement": row.statement, "signature": row.signature}


def write_receipt(hub: Hub, connection: Connection, file: ListedFile) -> Signed:
    """Sign that the hub has the file, and keep that, in the caller's transaction.

    Raises `Rejected` (`unknown-attachment`) where the case was erased while the file was on its way, and
    `IntegrityError` where a twin was faster.
    """
    if lock_of(connection, hub.ring, file.case_id) is None:
        raise Rejected(Rejection.UNKNOWN_ATTACHMENT)
    now = hub.clock.now()
    entry: dict[str, Any] = {"id": file.id, "size": file.size, "sha256": file.sha256}
    signed = acknowledgement.signed_for_file(hub, file.site, file.event_id, entry, now)
    row = {
        "id": file.id,
        "case_id": file.case_id,
        "event_id": file.event_id,
        "site": file.site,
        "size": file.size,
        "received_at": now,
    }
    connection.execute(attachment.insert(), row | signed)
    return signed
