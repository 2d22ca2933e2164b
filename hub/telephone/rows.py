"""Files from a telephone that wait for « Envoyer »: their rows, and what each is once it was opened and cleaned."""

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Row, delete, select

from hub.files import file_ends
from hub.files.kept_file import CutFile
from hub.hub import Hub
from hub.secrets.vault import CaseLock
from hub.store.schema import telephone_file
from kiosk.domain.answers.attachment import Attachment

KEPT = timedelta(days=1)
"""How long files wait for « Envoyer »: whoever did not press by the next day begins again."""
_MINE = telephone_file.c


class CleanedFile(Struct, frozen=True):
    """A file that was opened and cleaned: what it is, and what its chunks are made of."""

    attachment: Attachment
    paper_id: str
    made: CutFile


class WaitingFile(Struct, frozen=True):
    """A file of a telephone. `size` is that of its sealed bytes; `cleaned` is None while it is on its way."""

    id: str
    case_id: str
    page: str
    paper_id: str
    size: int
    cleaned_size: int
    cleaned: bytes | None


def find(connection: Connection, file_id: str) -> WaitingFile | None:
    """The file of that id, whoever's it is."""
    row = connection.execute(select(telephone_file).where(_MINE.id == file_id)).first()
    return _of_row(row) if row else None


def of_case(connection: Connection, case_id: str) -> list[WaitingFile]:
    """The files of a case, in the order in which they were begun."""
    query = select(telephone_file).where(_MINE.case_id == case_id).order_by(_MINE.begun_at, _MINE.id)
    return [_of_row(row) for row in connection.execute(query)]


def keep(connection: Connection, file: WaitingFile, lock: CaseLock, made: CutFile, name: str, media_type: str) -> bool:
    """Note what a file is, once its chunks are kept; False where a twin was faster, or the file is gone."""
    about = {"name": name, "media_type": media_type, "size": made.size, "sha256": made.sha256}
    kept = {
        "file_key": made.file_key.hex(),
        "header": made.header.hex(),
        "chunks": [name.hex() for name in made.chunks],
    }
    locked = lock.lock(_label(file.id), json.dumps({"about": about, "kept": kept}))
    mine = (_MINE.id == file.id) & _MINE.cleaned.is_(None)
    change = telephone_file.update().where(mine).values(cleaned=locked, cleaned_size=made.size)
    return connection.execute(change).rowcount == 1


def opened(file: WaitingFile, lock: CaseLock) -> CleanedFile:
    """What a cleaned file is."""
    assert file.cleaned is not None
    said = lock.read(_label(file.id), file.cleaned)
    about, kept = said["about"], said["kept"]
    chunks = tuple(map(bytes.fromhex, kept["chunks"]))
    key, header = bytes.fromhex(kept["file_key"]), bytes.fromhex(kept["header"])
    made = CutFile(key, header, chunks, about["size"], about["sha256"])
    return CleanedFile(Attachment(id=file.id, **about), file.paper_id, made)


def drop(hub: Hub, connection: Connection, files: Iterable[WaitingFile]) -> None:
    """Forget files, whose objects have to go; the caller runs `file_ends.bury` after the commit."""
    for file in files:
        file_ends.mark_dead(connection, file.id, hub.clock.now())
        connection.execute(delete(telephone_file).where(_MINE.id == file.id))


def forget_old(hub: Hub) -> int:
    """Forget what nobody sent within `KEPT`; gives how many files."""
    with hub.store.writing() as connection:
        query = select(telephone_file).where(_MINE.begun_at < hub.clock.now() - KEPT)
        old = [_of_row(row) for row in connection.execute(query)]
        drop(hub, connection, old)
    return len(old)


def _of_row(row: Row[Any]) -> WaitingFile:
    return WaitingFile(row.id, row.case_id, row.page, row.paper_id, row.size, row.cleaned_size, row.cleaned)


def _label(file_id: str) -> str:
    return f"telephone file {file_id}"
