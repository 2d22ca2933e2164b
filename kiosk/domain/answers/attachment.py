"""A file attached to a case: description, and encryption; and what a document's answer may claim."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from kiosk.crypto import sealing
from kiosk.domain.answers.case import Answer
from kiosk.errors import Unreadable

PIECES = 4
"""The pieces of a chunk; the last chunk of a file may have fewer."""
CHUNK_BYTES = PIECES * sealing.PIECE_BYTES
"""The size of every chunk but the last: 262,212 bytes, half a minute at 64 kbit/s."""
JOINED = "joined"
"""Value of a document's answer once a copy of it is attached."""
NOTHING_JOINED = "nothing-joined"
"""Fault of an answer that says a copy is attached when there is none."""
SEEN = "seen"
"""Value of a document's answer once a signed-in mediator has seen the original: a certification."""
ONLY_A_MEDIATOR = "only-a-mediator"
"""Fault of an answer that says the original was seen where no mediator is signed in and none had seen it before."""


def hash_chunk(chunk: bytes | bytearray) -> bytes:
    """The name of a chunk: 32 bytes."""
    return hashlib.sha256(chunk).digest()


def sealed_size(size: int) -> int:
    """The bytes of all chunks of a file of `size` clear bytes; an empty file has one piece too."""
    pieces = max(1, -(-size // sealing.CHUNK_BYTES))
    return size + pieces * (sealing.PIECE_BYTES - sealing.CHUNK_BYTES)


def chunk_count(size: int) -> int:
    return -(-sealed_size(size) // CHUNK_BYTES)


def chunk_size(size: int, place: int) -> int:
    """The bytes of the chunk at a place, from 0, of a file of `size` clear bytes."""
    return min(CHUNK_BYTES, sealed_size(size) - place * CHUNK_BYTES)


def cut_into_chunks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks of a file, from its encrypted pieces without the header; one at a time is in memory."""
    waiting: list[bytes] = []
    for piece in pieces:
        waiting.append(piece)
        if len(waiting) == PIECES:
            yield b"".join(waiting)
            waiting.clear()
    if waiting:
        yield b"".join(waiting)


def decrypt_chunks(attachment_id: str, file_key: bytes, header: bytes, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The clear bytes of a file, as its chunks are read. Raises `Unreadable`, also where the end is missing."""

    def pieces() -> Iterator[bytes]:
        yield header
        for chunk in chunks:
            if not chunk:
                raise Unreadable()
            for start in range(0, len(chunk), sealing.PIECE_BYTES):
                yield chunk[start : start + sealing.PIECE_BYTES]

    yield from sealing.unlock_stream(file_key, pieces(), _encryption_context(attachment_id))


class Attachment(Struct, frozen=True):
    """A cleaned file. `sha256` (hexadecimal) and `size` (bytes) describe the unencrypted bytes."""

    id: str
    name: str
    media_type: str
    size: int
    sha256: str


Attachments = Mapping[str, tuple[Attachment, ...]]
"""Field id to the files attached to it."""


def check_claim(answer: Answer, before: Answer | None, there: bool, witness: str) -> Answer:
    """The answer to a document, with a fault if it claims what is not so.

    `nothing-joined`: it says « joined » and no file is `there`. `only-a-mediator`: it says « seen » and nobody saw it:
    `witness` is the name of the signed-in mediator, "" for a citizen alone, and a mediator may have seen it `before`.
    """
    if answer.value == JOINED:
        return Answer(answer.typed, JOINED, "" if there else NOTHING_JOINED, answer.none)
    if answer.value == SEEN:
        by = (before.by if before is not None and before.value == SEEN else "") or witness
        return replace(answer, by=by) if by else Answer(answer.typed, fault=ONLY_A_MEDIATOR)
    return answer


def answer_of_state(state: str) -> Answer:
    """The answer that pressing the row `state` of a document question gives; "" is « Sans photo »."""
    return Answer({"": (state,)}, state or None)


def _encryption_context(attachment_id: str) -> str:
    """The context bound into a file's encryption, so that it cannot be opened in place of another file."""
    return f"attachment:{attachment_id}"


def encrypt_file(attachment_id: str, file_key: bytes, data: bytes) -> Iterator[bytes]:
    chunks = (data[start : start + sealing.CHUNK_BYTES] for start in range(0, len(data), sealing.CHUNK_BYTES))
    return encrypt_stream(attachment_id, file_key, chunks)


def encrypt_stream(attachment_id: str, file_key: bytes, chunks: Iterable[bytes]) -> Iterator[bytes]:
    """As `encrypt_file`, of a file that comes in chunks of `sealing.CHUNK_BYTES`, of which the last may be shorter."""
    return sealing.lock_stream(file_key, chunks, _encryption_context(attachment_id))


def decrypt_file(attachment_id: str, file_key: bytes, pieces: Iterable[bytes]) -> bytes:
    """Decrypt the pieces of a file. Raises `Unreadable`, also if the end is missing."""
    return b"".join(sealing.unlock_stream(file_key, pieces, _encryption_context(attachment_id)))
