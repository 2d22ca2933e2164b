"""How an encrypted file is cut into chunks: each is named by the SHA-256 of its own bytes, travels and is kept alone.

A file is encrypted under a key of its own (`attachment.encrypt`), so no chunk of one file is ever the chunk of another,
and a name tells nothing of what is inside. A chunk is a few pieces of the encrypted stream, without its header.
"""

import hashlib
from collections.abc import Iterable, Iterator

from kiosk.crypto import sealing
from kiosk.domain.answers.attachment import about
from kiosk.errors import Unreadable

PIECES = 4
"""The pieces of a chunk; the last chunk of a file may have fewer."""
CHUNK_BYTES = PIECES * sealing.PIECE_BYTES
"""The size of every chunk but the last: 262,212 bytes, half a minute at 64 kbit/s."""


def name_of(chunk: bytes | bytearray) -> bytes:
    """The name of a chunk: 32 bytes."""
    return hashlib.sha256(chunk).digest()


def sealed_size(size: int) -> int:
    """The bytes of all chunks of a file of `size` clear bytes; an empty file has one piece too."""
    pieces = max(1, -(-size // sealing.CHUNK_BYTES))
    return size + pieces * (sealing.PIECE_BYTES - sealing.CHUNK_BYTES)


def chunk_count(size: int) -> int:
    """How many chunks a file of `size` clear bytes has."""
    return -(-sealed_size(size) // CHUNK_BYTES)


def chunk_size(size: int, place: int) -> int:
    """The bytes of the chunk at a place, from 0, of a file of `size` clear bytes."""
    return min(CHUNK_BYTES, sealed_size(size) - place * CHUNK_BYTES)


def cut(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks of a file, from its encrypted pieces without the header; one at a time is in memory."""
    waiting: list[bytes] = []
    for piece in pieces:
        waiting.append(piece)
        if len(waiting) == PIECES:
            yield b"".join(waiting)
            waiting.clear()
    if waiting:
        yield b"".join(waiting)


def opened(attachment_id: str, file_key: bytes, header: bytes, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The clear bytes of a file, as its chunks are read. Raises `Unreadable`, also where the end is missing."""
    yield from sealing.unlock_stream(file_key, _pieces(header, chunks), about(attachment_id))


def _pieces(header: bytes, chunks: Iterable[bytes]) -> Iterator[bytes]:
    yield header
    for chunk in chunks:
        if not chunk:
            raise Unreadable()
        for start in range(0, len(chunk), sealing.PIECE_BYTES):
            yield chunk[start : start + sealing.PIECE_BYTES]
