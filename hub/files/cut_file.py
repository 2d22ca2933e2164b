"""Cuts the clear bytes of a file into chunks under a key of its own, as they come, and keeps each as an object."""

from collections.abc import Iterator

from msgspec import Struct

from hub.files import kept_file
from hub.objects.objects import Objects
from hub.secrets.vault import CaseLock
from kiosk.crypto import sealing
from kiosk.domain.answers import attachment as attachments_of
from kiosk.domain.answers import file_chunks


class CutFile(Struct, frozen=True):
    """What a file was cut into, as `KeptFile` has it, with the size and the SHA-256 (hexadecimal) of what passed."""

    file_key: bytes
    header: bytes
    chunks: tuple[bytes, ...]
    size: int
    sha256: str


def cut(objects: Objects, file_id: str, lock: CaseLock, clear: Iterator[bytes], put: list[str]) -> CutFile:
    """Keep the clear bytes as chunks under a new key, which is locked under that of the case.

    `put` is given the name of each object before it is written, so that the caller can delete what came of a failure.
    """
    counted = kept_file.Digest()
    key, names = sealing.new_key(), []
    pieces = attachments_of.encrypt_stream(file_id, key, _even(counted.passed(clear)))
    header = next(pieces)
    for chunk in file_chunks.cut(pieces):
        names.append(file_chunks.name_of(chunk))
        put.append(f"{kept_file.folder_of(file_id)}{names[-1].hex()}")
        objects.put(put[-1], chunk)
    locked = sealing.lock(lock.key, key, kept_file.label(file_id))
    return CutFile(locked, header, tuple(names), counted.size, counted.sha256)


def _even(clear: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of one size, whatever the sender's were."""
    waiting = bytearray()
    for piece in clear:
        waiting += piece
        while len(waiting) >= sealing.CHUNK_BYTES:
            yield bytes(waiting[: sealing.CHUNK_BYTES])
            del waiting[: sealing.CHUNK_BYTES]
    if waiting:
        yield bytes(waiting)
