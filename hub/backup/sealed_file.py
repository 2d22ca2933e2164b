"""One file of lines under a passphrase: written and read as a stream, so that a large database needs no memory."""

import errno
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from hub.keys.key_backup import SHORTEST_PASSPHRASE, stretched
from kiosk.crypto import sealing
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused, Unreadable
from kiosk.paths import name_what_is_wrong
from kiosk.process.whole_file import write_whole

_MARK = b"PARVIS HUB COPY 1\n"
_ABOUT = "hub copy"
_LENGTH = struct.Struct(">I")
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_LARGEST_PIECE = sealing.CHUNK_BYTES + 1024


def write(path: Path, passphrase: str, lines: Iterable[bytes]) -> None:
    """Write lines (none holds a line feed) to a new file, for its owner only, whole or not at all, durable on return.

    The key is the passphrase stretched (Argon2id); the stream is libsodium's secretstream, whose order and end are
    authenticated. Raises `Refused`: `passphrase-too-short`, `file-exists`, `no-access`, `not-a-folder`,
    `no-room`, `backup-not-written` where the disk gives back something else.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise Refused(HubRefusal.PASSPHRASE_TOO_SHORT, least=SHORTEST_PASSPHRASE)
    if path.exists():
        raise Refused(Refusal.FILE_EXISTS, path=str(path))
    salt = sealing.new_salt()
    with name_what_is_wrong(path):
        try:
            is_whole = write_whole(path, _sealed(passphrase, salt, lines))
        except OSError as fault:
            if fault.errno in _NO_ROOM:
                raise Refused(Refusal.NO_ROOM, path=str(path.parent)) from fault
            raise
    if not is_whole:
        raise Refused(Refusal.BACKUP_NOT_WRITTEN, path=str(path))


def read(path: Path, passphrase: str) -> Iterator[bytes]:
    """The lines of such a file.

    Raises `Refused`: `not-a-hub-copy`, `wrong-copy-passphrase` (also for a damaged or shortened file, at its end at the
    latest), `no-access`, `not-a-file`.
    """
    with name_what_is_wrong(path), path.open("rb") as file:
        if file.read(len(_MARK)) != _MARK:
            raise Refused(HubRefusal.NOT_A_HUB_COPY, path=str(path))
        salt, rest = file.read(sealing.SALT_BYTES), b""
        if len(salt) != sealing.SALT_BYTES:
            raise Refused(HubRefusal.NOT_A_HUB_COPY, path=str(path))
        try:
            for chunk in sealing.unlock_stream(stretched(passphrase, salt), _pieces(file), _ABOUT):
                *whole, rest = (rest + chunk).split(b"\n")
                yield from whole
        except Unreadable:
            raise Refused(HubRefusal.WRONG_COPY_PASSPHRASE, path=str(path)) from None


def _sealed(passphrase: str, salt: bytes, lines: Iterable[bytes]) -> Iterator[bytes]:
    yield _MARK + salt
    for piece in sealing.lock_stream(stretched(passphrase, salt), _chunks(lines), _ABOUT):
        yield _LENGTH.pack(len(piece)) + piece


def _chunks(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The lines, each with its end, in pieces of one size."""
    waiting = bytearray()
    for line in lines:
        waiting += line + b"\n"
        while len(waiting) >= sealing.CHUNK_BYTES:
            yield bytes(waiting[: sealing.CHUNK_BYTES])
            del waiting[: sealing.CHUNK_BYTES]
    yield bytes(waiting)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    """The pieces as they were written. Raises `Unreadable` where the file ends within one."""
    while prefix := file.read(_LENGTH.size):
        length = _LENGTH.unpack(prefix)[0] if len(prefix) == _LENGTH.size else _LARGEST_PIECE + 1
        piece = file.read(length) if length <= _LARGEST_PIECE else b""
        if not piece or len(piece) != length:
            raise Unreadable()
        yield piece
