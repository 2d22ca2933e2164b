"""Opens the files of a case for whoever may: as a stream, a piece at a time in memory."""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from hub.files import kept_file
from hub.hub import Hub
from hub.secrets.vault import lock_of
from hub.store.schema import attachment
from kiosk.crypto import sealing
from kiosk.domain.answers import attachment as attachments_of
from kiosk.error_codes import Rejection
from kiosk.errors import Rejected


def open_file(hub: Hub, case_id: str, file_id: str) -> Iterator[bytes]:
    """The bytes of a file of a case, a piece at a time; one that an earlier version kept in the database is one piece.

    Raises `Rejected` (`unknown-attachment`) before the first piece where it is not there whole, or was erased, and
    `Unreadable` within it where the disk has garbled it.
    """
    with hub.store.reading() as connection:
        lock = lock_of(connection, hub.ring, case_id)
        body = connection.execute(
            select(attachment.c.body).where(attachment.c.id == file_id, attachment.c.case_id == case_id)
        ).scalar()
        file = None if body else kept_file.read_row(connection, file_id)
    if lock is None or body is None:
        raise Rejected(Rejection.UNKNOWN_ATTACHMENT)
    if body:
        return iter([sealing.unlock(lock.key, body, attachments_of.about(file_id))])
    if file is None or kept_file.missing(file, kept_file.held(hub.objects, file)):
        raise Rejected(Rejection.UNKNOWN_ATTACHMENT)
    return kept_file.clear_bytes(hub, file, lock)


def read_file(hub: Hub, case_id: str, file_id: str) -> bytes:
    """All bytes of a file of a case. Raises what `open_file` and its stream raise."""
    return b"".join(open_file(hub, case_id, file_id))


def received_ids(connection: Connection, case_id: str) -> frozenset[str]:
    """The ids of the files of a case that the hub has received."""
    rows = connection.execute(select(attachment.c.id).where(attachment.c.case_id == case_id))
    return frozenset(rows.scalars())
