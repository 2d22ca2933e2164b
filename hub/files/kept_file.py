"""A file that is kept in chunks: its row, where its objects lie, what is missing of them, and its clear bytes."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.engine import Row

from hub.hub import Hub
from hub.objects import DRAFT, Objects
from hub.secrets.vault import CaseLock
from hub.store.schema import chunked_file, dead_file
from kiosk.crypto import sealing
from kiosk.domain.answers import attachment
from kiosk.errors import Unreadable

NAME_BYTES = 32
PART = ".part"
"""How the name of an object ends that holds the beginning of a chunk whose line broke."""
_ROW = select(chunked_file).where(chunked_file.c.id == bindparam("id"))


class CutFile(Struct, frozen=True):
    file_key: bytes
    header: bytes
    chunks: tuple[bytes, ...]
    size: int
    sha256: str


def cut_file(objects: Objects, file_id: str, lock: CaseLock, clear: Iterator[bytes], put: list[str]) -> CutFile:
    """Keep the clear bytes as chunks under a new key, which is locked under that of the case.

    `put` is given the name of each object before it is written, so that the caller can delete what came of a failure.
    """
    counted = Digest()
    key, names = sealing.new_random_key(), []
    pieces = attachment.encrypt_stream(file_id, key, cut_evenly(counted.passed(clear)))
    header = next(pieces)
    for chunk in attachment.cut_into_chunks(pieces):
        names.append(attachment.hash_chunk(chunk))
        put.append(f"{folder_of(file_id)}{names[-1].hex()}")
        objects.put(put[-1], chunk)
    locked = sealing.lock_bytes(lock.key, key, file_key_label(file_id))
    return CutFile(locked, header, tuple(names), counted.size, counted.sha256)


def cut_evenly(clear: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of one size, whatever the sender's were."""
    waiting = bytearray()
    for piece in clear:
        waiting += piece
        while len(waiting) >= sealing.CHUNK_BYTES:
            yield bytes(waiting[: sealing.CHUNK_BYTES])
            del waiting[: sealing.CHUNK_BYTES]
    if waiting:
        yield bytes(waiting)


class KeptFile(Struct, frozen=True):
    """What a file is made of. `file_key` is locked under the key of its case; `chunks` are names, in order."""

    id: str
    case_id: str
    event_id: str
    site: str
    size: int
    file_key: bytes
    header: bytes
    chunks: tuple[bytes, ...]

    def object_of(self, chunk: bytes) -> str:
        """The name of the object that holds a chunk: below the file's own, so that no two files share one."""
        return f"{folder_of(self.id)}{chunk.hex()}"


def folder_of(file_id: str) -> str:
    return f"{file_id[:2]}/{file_id}/"


def read_file_row(connection: Connection, file_id: str) -> KeptFile | None:
    row = connection.execute(_ROW, {"id": file_id}).first()
    return None if row is None else file_of_row(row)


def save_file_row(connection: Connection, file: KeptFile, at: datetime) -> None:
    """Keep what a file is made of, in the place of what was known of it; its objects are spoken for again."""
    connection.execute(delete(chunked_file).where(chunked_file.c.id == file.id))
    connection.execute(delete(dead_file).where(dead_file.c.id == file.id))
    values = {name: getattr(file, name) for name in ("id", "case_id", "event_id", "site", "size", "file_key", "header")}
    connection.execute(chunked_file.insert().values(**values, chunks=b"".join(file.chunks), asked_at=at))


class StoredChunks(Struct, frozen=True):
    whole: dict[bytes, int]
    begun: dict[bytes, int]


def list_stored_chunks(objects: Objects, file: KeptFile) -> StoredChunks:
    found = StoredChunks({}, {})
    for stored in objects.below(folder_of(file.id)):
        name = stored.name.rpartition("/")[2]
        try:
            chunk = bytes.fromhex(name.removesuffix(PART))
        except ValueError:  # a draft that a power cut left
            continue
        (found.begun if name.endswith(PART) else found.whole)[chunk] = stored.size
    return found


def list_missing_chunks(objects: Objects, file: KeptFile) -> list[tuple[int, int]]:
    here = list_stored_chunks(objects, file)
    return [
        (place, here.begun.get(chunk, 0))
        for place, chunk in enumerate(file.chunks)
        if here.whole.get(chunk) != attachment.chunk_size(file.size, place)
    ]


def file_key_label(file_id: str) -> str:
    return f"file-key:{file_id}"


def clear_bytes(hub: Hub, file: KeptFile, lock: CaseLock) -> Iterator[bytes]:
    """The file, a piece at a time. Raises `Unreadable`, and `FileNotFoundError` for a chunk that is not there."""
    key = sealing.unlock_bytes(lock.key, file.file_key, file_key_label(file.id))

    def chunks() -> Iterator[bytes]:
        for chunk in file.chunks:
            content = hub.objects.get(file.object_of(chunk))
            if attachment.hash_chunk(content) != chunk:  # the disk has garbled it
                raise Unreadable()
            yield content

    return attachment.decrypt_chunks(file.id, key, file.header, chunks())


def drop_garbled(objects: Objects, file: KeptFile) -> bool:
    """Delete chunks that are not what they were when they came, so that they can come again; whether there were any."""
    names = [file.object_of(chunk) for chunk in file.chunks]
    garbled = [name for name in names if attachment.hash_chunk(objects.get(name)).hex() != name.rpartition("/")[2]]
    objects.delete(garbled)
    return bool(garbled)


def keep_only(objects: Objects, file: KeptFile) -> None:
    """Delete what lies with the file and is not of it: parts, chunks of an earlier try, nothing a twin is writing."""
    mine, drafts = {file.object_of(chunk) for chunk in file.chunks}, f"{folder_of(file.id)}{DRAFT}"
    there = [stored.name for stored in objects.below(folder_of(file.id))]
    objects.delete([name for name in there if name not in mine and not name.startswith(drafts)])


def file_of_row(row: "Row[tuple[object, ...]]") -> KeptFile:
    """A file that a box sends, or a document that a decision gives: no event and no site is that one's."""
    event_id, site = getattr(row, "event_id", ""), getattr(row, "site", "")
    names = bytes(row.chunks)
    chunks = tuple(names[start : start + NAME_BYTES] for start in range(0, len(names), NAME_BYTES))
    return KeptFile(row.id, row.case_id, event_id, site, row.size, bytes(row.file_key), bytes(row.header), chunks)


def named_chunks(names: bytes) -> tuple[bytes, ...]:
    return tuple(names[start : start + NAME_BYTES] for start in range(0, len(names), NAME_BYTES))


def _chunk_named(name: str) -> bytes:
    try:
        return bytes.fromhex(name)
    except ValueError:  # a draft that a power cut left
        return b""


class Digest:
    def __init__(self) -> None:
        self._sha256, self.size = hashlib.sha256(), 0

    def passed(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self._sha256.update(piece)
            self.size += len(piece)
            yield piece

    @property
    def sha256(self) -> str:
        return self._sha256.hexdigest()
