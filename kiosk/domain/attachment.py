"""A file that belongs to a case: what is said of it, and how it travels to the hub."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kiosk import sealing
from kiosk.domain.case import Answer
from kiosk.domain.fields.registry import kind_of
from kiosk.domain.journey import Journey
from kiosk.errors import Refused

JOINED = "joined"
"""What a document's answer is once a copy of it is attached."""
NOTHING_JOINED = "nothing-joined"
"""The fault of an answer that says a copy is attached, where there is none."""
LENGTH_BYTES = 4
MOST_PART = 1_000_000
"""Bytes of one part of a parcel; a piece of the stream is 64 KiB and a little."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A cleaned file. `sha256` (hexadecimal) and `size` (bytes) are of its clear bytes."""

    id: str
    name: str
    media_type: str
    size: int
    sha256: str

    def listed(self) -> dict[str, Any]:
        """As the body of an event lists it (docs/wire.md)."""
        return {
            "id": self.id, "name": self.name, "media_type": self.media_type, "size": self.size, "sha256": self.sha256,
        }  # fmt: skip


Attachments = Mapping[str, tuple[Attachment, ...]]
"""Field id to the files that answer it."""


def judged(answer: Answer, there: bool) -> Answer:
    """The answer to a document, when `there` says whether a file answers it: a copy has to be attached to be said."""
    if answer.value == JOINED:
        return Answer(answer.typed, JOINED, "" if there else NOTHING_JOINED, answer.none)
    return answer


def joined_in(journey: Journey) -> set[str]:
    """The questions that a copy answers, of those that are asked."""
    asked = (field for stop in journey.stops for field in stop.fields if kind_of(field.kind).attaches)
    return {field.id for field in asked if journey.values.get(field.id) == JOINED}


def stated(state: str) -> Answer:
    """The answer that pressing this row of a document would be."""
    return Answer({"": (state,)}, state)


def about(attachment_id: str) -> str:
    """What the stream of a file is locked as: it opens as no other file."""
    return f"attachment:{attachment_id}"


def locked(attachment_id: str, file_key: bytes, data: bytes) -> Iterator[bytes]:
    """The pieces of a file, locked under a key of its own, each in its place."""
    chunks = (data[start : start + sealing.CHUNK_BYTES] for start in range(0, len(data), sealing.CHUNK_BYTES))
    return sealing.lock_stream(file_key, chunks, about(attachment_id))


def unlocked(attachment_id: str, file_key: bytes, pieces: Iterable[bytes]) -> bytes:
    """The file. Raises `Refused("unreadable")`, also where its end is missing."""
    return b"".join(sealing.unlock_stream(file_key, pieces, about(attachment_id)))


def parcel(sealed_key: bytes, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """What is put on the wire: the key sealed to the hub, then the pieces, each after its length (big-endian)."""
    for part in (sealed_key, *pieces):
        yield len(part).to_bytes(LENGTH_BYTES, "big") + part


def opened(read: Callable[[int], bytes], private: bytes, attachment_id: str, most: int) -> bytes:
    """The file in a parcel, of which `read` gives the next bytes; the hub's side.

    Raises `Refused`: `unreadable`, also for another key, a part that is missing, or anything behind the end; and
    `file-too-large` as soon as more than `most` bytes came out.
    """
    parts = _parts(read)
    file_key = sealing.unseal(private, next(parts, b""))
    found = bytearray()
    for chunk in sealing.unlock_stream(file_key, parts, about(attachment_id)):
        found += chunk
        if len(found) > most:
            raise Refused("file-too-large", most=most // 1_000_000)
    return bytes(found)


def _parts(read: Callable[[int], bytes]) -> Iterator[bytes]:
    while head := read(LENGTH_BYTES):
        length = int.from_bytes(head, "big")
        part = read(length) if len(head) == LENGTH_BYTES and 0 < length <= MOST_PART else b""
        if not part or len(part) != length:
            raise Refused("unreadable")
        yield part
