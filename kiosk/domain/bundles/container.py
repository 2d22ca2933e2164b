"""The sealed file that travels by hand: a clear front that names nobody, then frames that only its reader opens.

The layout: a mark (16 bytes), the id of the bundle (16), for whom it is (8), a key of this file sealed to that reader
(80), then a stream of XChaCha20-Poly1305 (libsodium's secretstream: a header of 24 bytes, then frames of `FRAME_BYTES`,
the last one shorter or as long) whose order and end are authenticated. Inside, each message follows its length
(4 bytes, big-endian). Nothing is compressed, so that what comes out is never more than what went in.
"""

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum

from msgspec import Struct

from kiosk.crypto import sealing
from kiosk.error_codes import Refusal
from kiosk.errors import Refused, Unreadable

MOST_MESSAGE = 1_500_000
"""Bytes of one message: an event's body of a megabyte that does not pack, sealed, in base64, and what is around it."""
FRAME_BYTES = sealing.CHUNK_BYTES + 17
_MARK_BYTES, _ID_BYTES, _FOR_BYTES, _KEY_BYTES, _HEADER_BYTES, _LENGTH_BYTES = 16, 16, 8, 80, 24, 4
FRONT_BYTES = _MARK_BYTES + _ID_BYTES + _FOR_BYTES + _KEY_BYTES
Read = Callable[[int], bytes]
"""Gives the next bytes of a file, as many as asked for; fewer at its end only."""


SUFFIX = ".parvis"


class FileKind(StrEnum):
    """Which way a file goes: from a box to its hub, or back."""

    BUNDLE = "BUNDLE"
    ANSWER = "ANSWER"

    @property
    def mark(self) -> bytes:
        """The first bytes of a file of this kind, in the only version there is."""
        return f"PARVIS-{self}-1\n".encode()


_NAMES = {FileKind.BUNDLE: "envoi-", FileKind.ANSWER: "reponse-"}


def file_name(kind: FileKind, bundle: str) -> str:
    """What a file is called on a stick, in French for whoever carries it; it betrays nobody."""
    return f"{_NAMES[kind]}{bundle[:12]}{SUFFIX}"


def is_named(kind: FileKind, name: str) -> bool:
    """Whether a file bears such a name."""
    return name.startswith(_NAMES[kind]) and name.endswith(SUFFIX)


class Front(Struct, frozen=True):
    """What stands in clear: the `bundle` (its id, which is random; an answer bears that of its bundle) and `reader`.

    `reader` is, in 16 hexadecimal digits, the sealing key of the hub that opens a bundle, or the site that opens an
    answer (`services.bundles.export.site_reader`). `sealed_key` opens with the reader's key.
    """

    kind: FileKind
    bundle: str
    reader: str
    sealed_key: bytes


def written(kind: FileKind, bundle: str, reader: str, public: bytes, messages: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes of a file, in pieces of a frame at most, as the messages come; `public` is the reader's key."""
    key = sealing.new_key()
    yield kind.mark + bytes.fromhex(bundle) + bytes.fromhex(reader) + sealing.seal(public, key)
    yield from sealing.lock_stream(key, _chunks(messages), _about(bundle))


def front(read: Read, kind: FileKind) -> Front:
    """Read what stands before the frames.

    Raises `Refused`: `not-a-bundle`, `answer-for-a-bundle` and `bundle-for-an-answer` for the other kind,
    `newer-bundle`, `bundle-cut` where the file ends before the frames begin.
    """
    data = read(FRONT_BYTES)
    mark = data[:_MARK_BYTES]
    if mark != kind.mark[: len(mark)]:
        raise Refused(_what_it_is(mark, kind))
    if len(data) < FRONT_BYTES:
        raise Refused(Refusal.BUNDLE_CUT)
    after_id = _MARK_BYTES + _ID_BYTES
    after_reader = after_id + _FOR_BYTES
    return Front(kind, data[_MARK_BYTES:after_id].hex(), data[after_id:after_reader].hex(), data[after_reader:])


def messages(read: Read, opened: Front, private: bytes) -> Iterator[bytes]:
    """The messages behind the front, each as soon as its frames are there and authentic.

    Raises `Refused`: `bundle-cut` where the end is missing, `bundle-damaged` where a byte is not what it was, or where
    the key is another's.
    """
    tail = _Tail(read)
    try:
        key = sealing.unseal(private, opened.sealed_key)
    except Unreadable:
        raise Refused(Refusal.BUNDLE_DAMAGED) from None
    waiting = bytearray()
    try:
        for chunk in sealing.unlock_stream(key, tail.pieces(), _about(opened.bundle)):
            waiting += chunk
            yield from _whole(waiting)
    except Unreadable:
        raise Refused(Refusal.BUNDLE_CUT if tail.ended else Refusal.BUNDLE_DAMAGED) from None
    if waiting:
        raise Refused(Refusal.BUNDLE_DAMAGED)


class _Tail:
    """The frames of a file; `ended` once there is nothing behind the last one that was read.

    A frame that does not open and is followed by another was changed. Where it is the last one it may have been cut.
    """

    def __init__(self, read: Read) -> None:
        self._read = read
        self.ended = False

    def pieces(self) -> Iterator[bytes]:
        header = self._read(_HEADER_BYTES)
        self.ended = len(header) < _HEADER_BYTES
        yield header
        while not self.ended:
            piece = self._read(FRAME_BYTES)
            self.ended = len(piece) < FRAME_BYTES
            if piece:
                yield piece


def _whole(waiting: bytearray) -> Iterator[bytes]:
    """Take the messages that are whole out of what waits."""
    while len(waiting) >= _LENGTH_BYTES:
        length = int.from_bytes(waiting[:_LENGTH_BYTES], "big")
        if not 0 < length <= MOST_MESSAGE:
            raise Refused(Refusal.BUNDLE_DAMAGED)
        end = _LENGTH_BYTES + length
        if len(waiting) < end:
            return
        message = bytes(waiting[_LENGTH_BYTES:end])
        del waiting[:end]
        yield message


def _chunks(messages: Iterable[bytes]) -> Iterator[bytes]:
    """The messages behind their lengths, in chunks that are full but for the last."""
    waiting = bytearray()
    for message in messages:
        if not 0 < len(message) <= MOST_MESSAGE:
            raise ValueError(len(message))
        waiting += len(message).to_bytes(_LENGTH_BYTES, "big") + message
        while len(waiting) > sealing.CHUNK_BYTES:
            yield bytes(waiting[: sealing.CHUNK_BYTES])
            del waiting[: sealing.CHUNK_BYTES]
    yield bytes(waiting)


def _what_it_is(mark: bytes, wanted: FileKind) -> Refusal:
    other = FileKind.ANSWER if wanted == FileKind.BUNDLE else FileKind.BUNDLE
    if mark == other.mark:
        return Refusal.ANSWER_FOR_A_BUNDLE if other == FileKind.ANSWER else Refusal.BUNDLE_FOR_AN_ANSWER
    return Refusal.NEWER_BUNDLE if mark.startswith(wanted.mark[:-2]) else Refusal.NOT_A_BUNDLE


def _about(bundle: str) -> str:
    """What the frames are locked for (the associated data): frames of another file do not open here."""
    return f"bundle:{bundle}"
