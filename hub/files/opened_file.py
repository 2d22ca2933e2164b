"""Opens the files of a case for whoever may: as a stream, a piece at a time in memory."""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from hub.files import kept_file
from hub.hub import Hub
from hub.secrets.vault import lock_of
from hub.store.schema import attachment
from kiosk.error_codes import Rejection
from kiosk.errors import Rejected


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
