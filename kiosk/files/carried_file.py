"""The file that travels by hand: a plain zip of what else goes over the line, message by message and chunk by chunk.

Its parts lie in a folder that bears the random id of the bundle: `events/0`, `events/1` … are batches, or the answers
to them; `updates/0` … asks for updates, or brings them; `files/<id>` says what a file is made of, or what became of it;
`chunks/<name>` is a chunk; `site`, in an answer alone, is what the hub knows of the site. But for chunks, which are
encrypted as they lie on the box, each is a sealed message (`domain.events.sealed`), with the bytes of the line.
"""

import errno
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from struct import error as StructError
from typing import BinaryIO, cast
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from kiosk.domain.events.sealed import READER_BYTES, OpenedMessage, open_message
from kiosk.error_codes import Refusal
from kiosk.errors import Refused, Unreadable

MOST_BYTES = 4_000_000
"""Of one message, unpacked: as on the line."""
_MOST_PART = MOST_BYTES + 10_000
SUFFIX = ".parvis"
SITE = "site"
_NAME = re.compile(r"([0-9a-f]{32})/((?:events|updates)/\d{1,9}|site|files/[0-9a-f]{32}|chunks/[0-9a-f]{64})")
_DAMAGED = (BadZipFile, EOFError, NotImplementedError, OverflowError, RuntimeError, StructError, ValueError)
"""What `zipfile` raises for a file that is not as it was written."""


class FileKind(StrEnum):
    """Which way a file goes: from a box to its hub, or back. Its name is in French, for whoever carries it."""

    BUNDLE = "envoi-"
    ANSWER = "reponse-"


def name_carried_file(kind: FileKind, bundle: str) -> str:
    """What a file is called on a stick; it betrays nobody."""
    return f"{kind}{bundle[:12]}{SUFFIX}"


def is_carried_file_name(kind: FileKind, name: str) -> bool:
    return name.startswith(kind) and name.endswith(SUFFIX)


class CarriedFile:
    """A file that came by hand, whole: the `id` of its bundle, and its parts by their `names`, in their order."""

    def __init__(self, parts: ZipFile, bundle: str, names: list[str]) -> None:
        self._parts, self._there = parts, frozenset(names)
        self.id, self.names = bundle, names

    def names_of(self, kind: str) -> Iterator[str]:
        """The names of the parts of one kind, in their order."""
        return (name for name in self.names if name.startswith(f"{kind}/"))

    def read(self, name: str) -> bytes:
        """The bytes of a part; b"" where it has none of that name. Raises `Refused` (`bundle-damaged`), `OSError`."""
        if name not in self._there:
            return b""
        with _naming_damage():
            return self._parts.read(f"{self.id}/{name}")

    def reader(self) -> str:
        """For whom it is (`reader_id`), as its first batch says."""
        return self.read("events/0")[:READER_BYTES].hex()

    def open_part(self, name: str, seed: bytes) -> OpenedMessage:
        """A part that is sealed to the key of this seed. Raises as `read`."""
        try:
            return open_message(self.read(name), seed, MOST_BYTES)
        except Unreadable:
            raise Refused(Refusal.BUNDLE_DAMAGED) from None


@contextmanager
def _naming_damage() -> Iterator[None]:
    """Say of a file that is not as it was written that it is damaged."""
    try:
        yield
    except _DAMAGED:
        raise Refused(Refusal.BUNDLE_DAMAGED) from None
    except OSError as fault:  # a real file answers so to a place before its beginning
        if fault.errno != errno.EINVAL:
            raise
        raise Refused(Refusal.BUNDLE_DAMAGED) from None


def open_carried(file: BinaryIO) -> CarriedFile:
    """Read a file to its end, so that nothing of one that a stick has changed or cut counts.

    Raises `Refused`: `not-a-bundle`, `bundle-damaged`, `newer-bundle` where it holds parts that this version does not
    know; `OSError`.
    """
    if file.read(2) != b"PK":
        raise Refused(Refusal.NOT_A_BUNDLE)
    file.seek(0)
    with _naming_damage():
        parts = ZipFile(file)
        listed = parts.infolist()
        # Nothing is packed: so nothing that comes out is more than what went in.
        plain = all(part.compress_type == ZIP_STORED and part.file_size <= _MOST_PART for part in listed)
        if not listed or not plain or parts.testzip() is not None:
            raise BadZipFile
    found = [_NAME.fullmatch(part.filename) for part in listed]
    if not all(found) or len({name[1] for name in found if name}) != 1:
        raise Refused(Refusal.NEWER_BUNDLE)
    names = [name[2] for name in found if name]
    if "events/0" not in names or len(set(names)) < len(names):
        raise Refused(Refusal.BUNDLE_DAMAGED)
    return CarriedFile(parts, listed[0].filename[:32], names)


def write_carried(bundle: str, parts: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """The bytes of a file, as its named parts come; the last ones list them all, so that a file that is cut is none."""
    pieces = _Pieces()
    with ZipFile(cast(BinaryIO, pieces), "w") as whole:
        for name, content in parts:
            whole.writestr(ZipInfo(f"{bundle}/{name}"), content)
            yield pieces.take()
    yield pieces.take()


class _Pieces:
    """What a zip is written to, where nothing goes back."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def write(self, data: bytes) -> int:
        self._waiting += data
        return len(data)

    def flush(self) -> None:
        """Nothing waits below."""

    def take(self) -> bytes:
        data = bytes(self._waiting)
        self._waiting.clear()
        return data
