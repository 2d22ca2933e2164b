"""The one file of a backup: a tar whose manifest names each member and its SHA-256; written whole, read in pieces."""

import errno
import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.paths import make_durable

FORMAT = 3
WITHOUT_OWN_FILES = 2
"""The format before: no digests, and none of the town hall's own procedures and translations."""
LARGEST_BYTES = 4 << 30
"""A member of a backup larger than this is refused, when it is made and when it is read."""
MOST_FILES = 10_000
"""Own files of a town hall in one backup, at most."""
OWN = ("procedures", "translations")
"""The folders whose files a person put there; what begins with a dot in them is an editor's or a tool's, and stays."""
MANIFEST = "manifest.json"
SETTINGS = "kiosk.toml"
NEEDED = frozenset({"parvis.db", "database.key", "site.key"})
_MANIFEST_BYTES = 4 << 20
_PIECE_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What a backup held: its manifest, and the names of its members, `/` between folders."""

    manifest: dict[str, Any]
    names: frozenset[str]

    @property
    def has_own_files(self) -> bool:
        """Whether its version also backs up the town hall's own procedures and translations."""
        return int(self.manifest["format"]) > WITHOUT_OWN_FILES


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


def pack(target: Path, manifest: Mapping[str, Any], members: Mapping[str, Path]) -> None:
    """Write the members into one file, whole or not at all, for its owner only (0600), and durable on return.

    Raises `Refused` (`backup-too-large`) for what `unpack` would refuse.
    """
    if large := next((path for path in members.values() if path.stat().st_size > LARGEST_BYTES), None):
        raise Refused(Refusal.BACKUP_TOO_LARGE, path=str(large))
    digests = {name: _digest(path) for name, path in members.items()}
    written = json.dumps({"format": FORMAT, **manifest, "files": digests}).encode()
    if len(members) > MOST_FILES or len(written) > _MANIFEST_BYTES:
        raise Refused(Refusal.BACKUP_TOO_LARGE, path=str(target))
    unfinished = target.with_name(f".{target.name}.part")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with tarfile.open(fileobj=file, mode="w") as archive:
            member = tarfile.TarInfo(MANIFEST)
            member.size, member.mode = len(written), 0o600
            archive.addfile(member, io.BytesIO(written))
            for name, path in members.items():
                archive.add(path, name, recursive=False)
        file.flush()
        os.fsync(file.fileno())
    os.replace(unfinished, target)
    make_durable(target.parent)


def unpack(source: Path, folder: Path) -> Unpacked:
    """Write the members of a backup into an empty folder, under their own names, and check each against its digest.

    Only plain files under the names that a backup has are taken, so that none leaves the folder. Raises `Refused`:
    `not-a-backup`, `damaged-backup` (a byte is not what it was), `no-room`.
    """
    try:
        with tarfile.open(source, mode="r:") as archive:
            members = _members(archive, source)
            manifest = json.loads(b"".join(_pieces(archive, members.pop(MANIFEST), _MANIFEST_BYTES)))
            digests = manifest.get("files") if manifest.get("format") == FORMAT else None
            if digests is None and manifest.get("format") != WITHOUT_OWN_FILES:
                raise Refused(Refusal.NOT_A_BACKUP, path=str(source))
            if digests is not None and digests.keys() != members.keys():
                raise Refused(Refusal.DAMAGED_BACKUP, path=str(source))
            for name, member in members.items():
                digest = _write(folder / name, _pieces(archive, member, LARGEST_BYTES))
                if digests is not None and digests[name] != digest:
                    raise Refused(Refusal.DAMAGED_BACKUP, path=str(source))
    except (tarfile.TarError, OSError, ValueError, AttributeError) as fault:
        if isinstance(fault, OSError) and fault.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Refused(Refusal.NO_ROOM, path=str(folder.parent)) from fault
        raise Refused(Refusal.NOT_A_BACKUP, path=str(source)) from fault
    return Unpacked(manifest, frozenset(members))


def _members(archive: tarfile.TarFile, source: Path) -> dict[str, tarfile.TarInfo]:
    members: dict[str, tarfile.TarInfo] = {}
    for member in archive:
        plain = member.isreg() and not member.issparse()  # a sparse one unpacks to more than it takes here
        expected = member.name in NEEDED | {MANIFEST, SETTINGS} or _is_own(member.name)
        if not plain or not expected or member.name in members or len(members) > MOST_FILES:
            raise Refused(Refusal.NOT_A_BACKUP, path=str(source))
        members[member.name] = member
    if not NEEDED | {MANIFEST} <= members.keys():
        raise Refused(Refusal.NOT_A_BACKUP, path=str(source))
    return members


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


def _write(path: Path, pieces: Iterable[bytes]) -> str:
    """Write a new file for its owner only, durable on return; gives its SHA-256 in hexadecimal."""
    digest = hashlib.sha256()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for piece in pieces:
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for piece in iter(lambda: file.read(_PIECE_BYTES), b""):
            digest.update(piece)
    return digest.hexdigest()
