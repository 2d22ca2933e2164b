"""A file that only the words of a recovery sheet open: written whole, durable and read back before it counts.

The layout: `MARK`, the sheet's public key (32 bytes), a key of this file sealed to it (80 bytes), and a stream of
XChaCha20-Poly1305 (libsodium's secretstream: a header of 24 bytes, then pieces of `PIECE_BYTES`) whose order and end
are authenticated. Nothing in it is in clear but that public key, which is a random number to whoever lacks the sheet.
"""

import errno
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from kiosk.crypto import sealing
from kiosk.error_codes import Refusal
from kiosk.errors import Refused, Unreadable
from kiosk.paths import name_what_is_wrong
from kiosk.process.whole_file import write_whole

MARK = b"PARVIS-SEALED-1\n"
PIECE_BYTES = sealing.CHUNK_BYTES + 17
"""A chunk, encrypted: 17 bytes more."""
_ABOUT = "parvis-backup"
_PUBLIC_BYTES, _SEALED_BYTES, _HEADER_BYTES = 32, 80, 24
_FULL = (errno.ENOSPC, errno.EDQUOT)
_LARGE = (errno.EFBIG,)


def write(target: Path, public: bytes, pieces: Iterable[bytes]) -> None:
    """Write pieces into one new file, sealed to `public`; whole or not at all, for its owner only (0600).

    It is on the disk and was read back from there before it bears its name. Takes the memory of a few chunks. Raises
    `Refused`: `no-room`, `backup-too-large` (a stick's file system takes no larger file), `backup-not-written`,
    `no-access` where the folder is another account's.
    """
    try:
        with name_what_is_wrong(target.parent):
            is_whole = write_whole(target, _sealed(public, pieces))
    except OSError as fault:
        raise _refused(fault, target) from fault
    if not is_whole:
        raise Refused(Refusal.BACKUP_NOT_WRITTEN, path=str(target))


def is_sealed(source: Path) -> bool:
    """Whether a file begins as one that `write` made."""
    with source.open("rb") as file:
        return file.read(len(MARK)) == MARK


def public_of(source: Path) -> bytes:
    """The public key of the recovery sheet whose words open a sealed file. Raises `Unreadable` for a shorter file."""
    with source.open("rb") as file:
        file.seek(len(MARK))
        public = file.read(_PUBLIC_BYTES)
    if len(public) != _PUBLIC_BYTES:
        raise Unreadable()
    return public


def read(source: Path, private: bytes) -> Iterator[bytes]:
    """What a sealed file holds, in chunks. Raises `Unreadable`: another sheet's, a changed byte, or no end."""
    with source.open("rb") as file:
        file.seek(len(MARK) + _PUBLIC_BYTES)
        key = sealing.unseal(private, file.read(_SEALED_BYTES))
        yield from sealing.unlock_stream(key, _sealed_pieces(file), _ABOUT)


def _sealed(public: bytes, pieces: Iterable[bytes]) -> Iterator[bytes]:
    key = sealing.new_key()
    yield MARK + public + sealing.seal(public, key)
    yield from sealing.lock_stream(key, _chunks(pieces), _ABOUT)


def _sealed_pieces(file: BinaryIO) -> Iterator[bytes]:
    yield file.read(_HEADER_BYTES)
    yield from iter(lambda: file.read(PIECE_BYTES), b"")


def _chunks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in chunks of `CHUNK_BYTES`; the last one may be shorter."""
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        while len(waiting) >= sealing.CHUNK_BYTES:
            yield bytes(waiting[: sealing.CHUNK_BYTES])
            del waiting[: sealing.CHUNK_BYTES]
    yield bytes(waiting)


def _refused(fault: OSError, target: Path) -> Refused:
    if fault.errno in _FULL:
        return Refused(Refusal.NO_ROOM, path=str(target.parent))
    if fault.errno in _LARGE:
        return Refused(Refusal.BACKUP_TOO_LARGE, path=str(target))
    return Refused(Refusal.BACKUP_NOT_WRITTEN, path=str(target))
