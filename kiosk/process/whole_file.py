"""Write a file in pieces so that it bears its name only once it is whole, on the disk, and was read back from there."""

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from kiosk.paths import make_durable

_PIECE_BYTES = 1 << 20


def write_whole_file(target: Path, pieces: Iterable[bytes]) -> bool:
    """Write a new file for its owner only (0600), in the place of one of the same name; takes the memory of a piece.

    False where what is read back is something else: then, and where anything raises, there is no file of that name that
    was not there before. Raises `OSError`. A stick that is pulled out keeps a hidden file at most.
    """
    unfinished = target.with_name(f".{target.name}.part")
    try:
        unfinished.unlink(missing_ok=True)
        digest = write_new(unfinished, pieces)
        if digest_file(unfinished) != digest:
            return False
        os.replace(unfinished, target)
        make_durable(target)  # on the FAT of sticks the folder alone does not bring the new name onto the disk
        make_durable(target.parent)
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
    return True


def write_new(path: Path, pieces: Iterable[bytes]) -> str:
    """Write a new file for its owner only (0600), durable on return as far as its disk tells the truth.

    Gives its SHA-256 in hexadecimal. Raises `OSError`, `FileExistsError` where there is one already.
    """
    digest = hashlib.sha256()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for piece in pieces:
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
        if hasattr(os, "posix_fadvise"):  # so that what is read back comes from the disk, not from memory
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return digest.hexdigest()


def digest_file(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal, in the memory of a piece. Raises `OSError`."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for piece in iter(lambda: file.read(_PIECE_BYTES), b""):
            digest.update(piece)
    return digest.hexdigest()
