"""The one file of a backup: a sealed tar whose manifest, its first member, names each other and its SHA-256.

It is written and read in pieces, so that a backup takes the same memory however large it is.
"""

import errno
import json
import os
import tarfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BufferedReader, RawIOBase
from itertools import chain
from pathlib import Path
from typing import Any

from msgspec import Struct

from kiosk.crypto import sealing
from kiosk.error_codes import Refusal
from kiosk.errors import Refused, Unreadable
from kiosk.paths import name_what_is_wrong
from kiosk.process.whole_file import digest_file, write_new, write_whole_file

MARK = b"PARVIS-SEALED-1\n"
PIECE_BYTES = sealing.CHUNK_BYTES + 17
"""A chunk, encrypted: 17 bytes more."""
_ABOUT = "parvis-backup"
_PUBLIC_BYTES, _SEALED_BYTES, _HEADER_BYTES = 32, 80, 24
_FULL = (errno.ENOSPC, errno.EDQUOT)
FORMAT = 1
LARGEST_BYTES = 4 << 30
"""A member of a backup larger than this is refused, when it is made and when it is read."""
MOST_FILES = 30_000
"""Own files of a town hall in one backup, at most."""
OWN = ("procedures", "translations", "pictograms", "audio")
"""The folders whose files a person put there; what begins with a dot in them is an editor's or a tool's, and stays.
Films in sign language are not among them: they would fill a stick in a week.
"""
MANIFEST = "manifest.json"
SETTINGS = "kiosk.toml"
NEEDED = frozenset({"parvis.db", "database.key", "site.key"})
_MANIFEST_BYTES = 4 << 20
_PIECE_BYTES = 1 << 20


def write_sealed_archive(target: Path, public: bytes, pieces: Iterable[bytes]) -> None:
    """Write pieces into one new file, sealed to `public`; whole or not at all, for its owner only (0600).

    It is on the disk and was read back from there before it bears its name. Takes the memory of a few chunks. Raises
    `Refused`: `no-room`, `backup-too-large` (a stick's file system takes no larger file), `backup-not-written`,
    `no-access` where the folder is another account's.
    """
    try:
        with name_what_is_wrong(target.parent):
            is_whole = write_whole_file(target, _sealed(public, pieces))
    except OSError as fault:
        if fault.errno in _FULL:
            raise Refused(Refusal.NO_ROOM, path=str(target.parent)) from fault
        code = Refusal.BACKUP_TOO_LARGE if fault.errno == errno.EFBIG else Refusal.BACKUP_NOT_WRITTEN
        raise Refused(code, path=str(target)) from fault
    if not is_whole:
        raise Refused(Refusal.BACKUP_NOT_WRITTEN, path=str(target))


def is_sealed(source: Path) -> bool:
    with source.open("rb") as file:
        return file.read(len(MARK)) == MARK


def read_archive_public_key(source: Path) -> bytes:
    """The public key of the recovery sheet whose words open a sealed file. Raises `Unreadable` for a shorter file."""
    with source.open("rb") as file:
        file.seek(len(MARK))
        public = file.read(_PUBLIC_BYTES)
    if len(public) != _PUBLIC_BYTES:
        raise Unreadable()
    return public


def read_sealed_archive(source: Path, private: bytes) -> Iterator[bytes]:
    """What a sealed file holds, in chunks. Raises `Unreadable`: another sheet's, a changed byte, or no end."""
    with source.open("rb") as file:
        file.seek(len(MARK) + _PUBLIC_BYTES)
        key = sealing.unseal_bytes(private, file.read(_SEALED_BYTES))
        pieces = iter(lambda: file.read(PIECE_BYTES), b"")
        yield from sealing.unlock_stream(key, chain([file.read(_HEADER_BYTES)], pieces), _ABOUT)


def _sealed(public: bytes, pieces: Iterable[bytes]) -> Iterator[bytes]:
    key = sealing.new_random_key()
    yield MARK + public + sealing.seal_bytes(public, key)
    yield from sealing.lock_stream(key, _chunks(pieces), _ABOUT)


def _chunks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in chunks of `CHUNK_BYTES`; the last one may be shorter."""
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        while len(waiting) >= sealing.CHUNK_BYTES:
            yield bytes(waiting[: sealing.CHUNK_BYTES])
            del waiting[: sealing.CHUNK_BYTES]
    yield bytes(waiting)


class UnpackedBackup(Struct, frozen=True):
    manifest: dict[str, Any]
    names: frozenset[str]


def own_files(data: Path) -> dict[str, Path]:
    """The town hall's own files in a data folder, by their name in a backup.

    Raises `Refused` (`unreadable-file`) for a folder or file that the box's account may not read, which would otherwise
    be missing from every backup without a word.
    """
    own: dict[str, Path] = {}

    def fail(fault: OSError) -> None:
        raise Refused(Refusal.UNREADABLE_FILE, path=str(fault.filename)) from fault

    for name in filter(lambda name: (data / name).exists(), OWN):
        for folder, folders, files in os.walk(data / name, onerror=fail):
            folders[:] = sorted(child for child in folders if not child.startswith("."))
            for path in (Path(folder, file) for file in sorted(files) if not file.startswith(".")):
                if path.is_file() and not os.access(path, os.R_OK):
                    raise Refused(Refusal.UNREADABLE_FILE, path=str(path))
                if path.is_file():
                    own[path.relative_to(data).as_posix()] = path
    return own


def pack_backup(target: Path, public: bytes, manifest: Mapping[str, Any], members: Mapping[str, Path]) -> None:
    """Raises `Refused`: `backup-too-large` for what `unpack_backup` would refuse, and as `write_sealed_archive`."""
    if large := next((path for path in members.values() if path.stat().st_size > LARGEST_BYTES), None):
        raise Refused(Refusal.BACKUP_TOO_LARGE, path=str(large))
    digests = {name: digest_file(path) for name, path in members.items()}
    written = json.dumps({"format": FORMAT, **manifest, "files": digests}).encode()
    if len(members) > MOST_FILES or len(written) > _MANIFEST_BYTES:
        raise Refused(Refusal.BACKUP_TOO_LARGE, path=str(target))
    write_sealed_archive(target, public, _tar(written, members))


def unpack_backup(source: Path, folder: Path, private_of: Callable[[bytes], bytes]) -> UnpackedBackup:
    """Write the members of a backup into an empty folder, under their own names, and check each against its digest.

    `private_of` gives the private key to the public key that the backup is sealed to. Only plain files under the names
    that a backup has are taken, so that none leaves the folder. Raises `Refused`: `not-a-backup`, `damaged-backup` (a
    byte is not what it was), `no-room`, and what `private_of` raises.
    """
    try:
        if not is_sealed(source):
            raise Refused(Refusal.NOT_A_BACKUP, path=str(source))
        pieces = _Pieces(read_sealed_archive(source, private_of(read_archive_public_key(source))))
        with BufferedReader(pieces, _PIECE_BYTES) as stream:
            with tarfile.open(fileobj=stream, mode="r|") as archive:
                unpacked = _members(archive, source, folder)
            while stream.read(_PIECE_BYTES):  # to the end, which is authenticated
                pass
    except Unreadable as fault:
        raise Refused(Refusal.DAMAGED_BACKUP, path=str(source)) from fault
    except (tarfile.TarError, OSError, ValueError, AttributeError, KeyError, TypeError) as fault:
        if isinstance(fault, OSError) and fault.errno in _FULL:
            raise Refused(Refusal.NO_ROOM, path=str(folder.parent)) from fault
        raise Refused(Refusal.NOT_A_BACKUP, path=str(source)) from fault
    return unpacked


def _tar(manifest: bytes, members: Mapping[str, Path]) -> Iterator[bytes]:
    yield _header(MANIFEST, len(manifest)) + manifest + _padding(len(manifest))
    for name, path in members.items():
        size = 0
        with path.open("rb") as file:
            yield _header(name, path.stat().st_size)
            for piece in iter(lambda: file.read(_PIECE_BYTES), b""):
                size += len(piece)
                yield piece
        yield _padding(size)
    yield bytes(2 * tarfile.BLOCKSIZE)


def _header(name: str, size: int) -> bytes:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member.tobuf()


def _padding(size: int) -> bytes:
    return bytes(-size % tarfile.BLOCKSIZE)


def _members(archive: tarfile.TarFile, source: Path, folder: Path) -> UnpackedBackup:
    manifest: dict[str, Any] = {}
    digests: dict[str, str] = {}
    written: set[str] = set()
    for member in archive:
        plain = member.isreg() and not member.issparse()  # a sparse one unpacks to more than it takes here
        if not plain or member.name in written or len(written) > MOST_FILES:
            raise Refused(Refusal.NOT_A_BACKUP, path=str(source))
        if not manifest:
            if member.name == MANIFEST:
                manifest = json.loads(b"".join(_pieces(archive, member, _MANIFEST_BYTES)))
            if manifest.get("format") != FORMAT:
                raise Refused(Refusal.NOT_A_BACKUP, path=str(source))
            digests = dict(manifest["files"])
            continue
        if member.name not in NEEDED | {SETTINGS} and not _is_own(member.name):
            raise Refused(Refusal.NOT_A_BACKUP, path=str(source))
        target = folder / member.name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        digest = write_new(target, _pieces(archive, member, LARGEST_BYTES))
        if digests.get(member.name) != digest:
            raise Refused(Refusal.DAMAGED_BACKUP, path=str(source))
        written.add(member.name)
    if not manifest or not written >= NEEDED:
        raise Refused(Refusal.NOT_A_BACKUP, path=str(source))
    if digests.keys() != written:
        raise Refused(Refusal.DAMAGED_BACKUP, path=str(source))
    return UnpackedBackup(manifest, frozenset(written))


class _Pieces(RawIOBase):
    """Pieces as a file that is read from front to back."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._left = pieces, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._left = piece
        taken, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)


def _is_own(name: str) -> bool:
    """Whether a member's name lies inside a folder of own files, with no part that leads out of it."""
    parts = name.split("/")
    whole = Path(name).parts == tuple(parts)  # not where the system divides a name elsewhere too
    return whole and len(parts) > 1 and parts[0] in OWN and not any(part.startswith((".", "/")) for part in parts)


def _pieces(archive: tarfile.TarFile, member: tarfile.TarInfo, most: int) -> Iterator[bytes]:
    """The bytes of a member, in pieces. Raises `ValueError` where there are more than `most`."""
    file = archive.extractfile(member)
    if file is None or member.size > most:
        raise ValueError(member.name)
    return iter(lambda: file.read(_PIECE_BYTES), b"")
