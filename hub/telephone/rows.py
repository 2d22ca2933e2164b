"""Files from a telephone that wait for « Envoyer »: their rows, and what each is, locked under the key of its case."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, Row, delete, select

from hub.files import file_ends
from hub.files.kept_file import CutFile
from hub.hub import Hub
from hub.secrets.vault import CaseLock
from hub.store.schema import dead_file, telephone_file
from kiosk.domain.answers.attachment import Attachment

KEPT = timedelta(days=1)
"""How long files wait for « Envoyer »: whoever did not press by the next day begins again."""
_MINE = telephone_file.c


class CleanedFile(Struct, frozen=True):
    """What a file is, and what its chunks are made of."""

    attachment: Attachment
    made: CutFile


class WaitingFile(Struct, frozen=True):
    """A file that arrived on the page of id `page`; `size` in bytes, `locked` a `CleanedFile`."""

    id: str
    case_id: str
    page: str
    paper_id: str
    size: int
    locked: bytes


def find(connection: Connection, file_id: str) -> WaitingFile | None:
    """The file of that id, whoever's it is."""
    row = connection.execute(select(telephone_file).where(_MINE.id == file_id)).first()
    return _of_row(row) if row else None


def of_case(connection: Connection, case_id: str) -> list[WaitingFile]:
    """The files of a case, in the order in which they came."""
    query = select(telephone_file).where(_MINE.case_id == case_id).order_by(_MINE.came_at, _MINE.id)
    return [_of_row(row) for row in connection.execute(query)]


def keep(hub: Hub, connection: Connection, file: WaitingFile) -> None:
    """Note a file whose chunks are kept. Raises `IntegrityError` where a twin of the same request was faster."""
    connection.execute(telephone_file.insert().values(came_at=hub.clock.now(), **msgspec.structs.asdict(file)))
    connection.execute(delete(dead_file).where(dead_file.c.id == file.id))  # it was taken away, and is chosen again


def lock_file(file_id: str, lock: CaseLock, cleaned: CleanedFile) -> bytes:
    """What a file is, as its row keeps it."""
    return lock.lock(_label(file_id), msgspec.json.encode(cleaned).decode())


def open_file(file: WaitingFile, lock: CaseLock) -> CleanedFile:
    """What a file is."""
    return msgspec.json.decode(lock.unlock(_label(file.id), file.locked), type=CleanedFile)


def drop(hub: Hub, connection: Connection, files: Iterable[WaitingFile]) -> None:
    """Forget files, whose objects have to go; the caller runs `file_ends.bury` after the commit."""
    for file in files:
        file_ends.mark_dead(connection, file.id, hub.clock.now())
        connection.execute(delete(telephone_file).where(_MINE.id == file.id))


def forget_old(hub: Hub) -> int:
    """Forget what nobody sent within `KEPT`; gives how many files."""
    with hub.store.writing() as connection:
        query = select(telephone_file).where(_MINE.came_at < hub.clock.now() - KEPT)
        old = [_of_row(row) for row in connection.execute(query)]
        drop(hub, connection, old)
    return len(old)


def _of_row(row: Row[Any]) -> WaitingFile:
    return WaitingFile(row.id, row.case_id, row.page, row.paper_id, row.size, row.locked)


def _label(file_id: str) -> str:
    return f"telephone file {file_id}"
