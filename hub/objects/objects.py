"""What the hub asks of whatever keeps its objects: a few bytes under a name, whole or not at all."""

import os
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from kiosk.paths import make_durable

_DRAFT = ".draft-"
"""How the name of a file begins that is being written; one that a power cut left is swept with its folder."""


class Stored(Struct, frozen=True):
    """An object that is there: its name, its size in bytes, and when it was written."""

    name: str
    size: int
    written_at: datetime


class Objects(ABC):
    """A store of objects. Names are of letters, digits, hyphens, dots and slashes.

    Every method raises `OSError` where the store cannot be reached or takes nothing.
    """

    copied_with_the_hub: bool
    """Whether a copy of the hub holds its objects too; otherwise it only names them."""

    @property
    @abstractmethod
    def where(self) -> str:
        """Where it is, for whoever runs the hub; no secret is in it."""

    @abstractmethod
    def put(self, name: str, content: bytes | bytearray) -> None:
        """Keep these bytes under this name, durable on return; what was there is replaced, whole or not at all."""

    @abstractmethod
    def get(self, name: str) -> bytes:
        """The bytes under this name. Raises `FileNotFoundError`."""

    @abstractmethod
    def below(self, prefix: str) -> Iterator[Stored]:
        """What is there below a prefix that ends in a slash, or everything for ""."""

    @abstractmethod
    def delete(self, names: Iterable[str]) -> None:
        """Delete objects; one that is not there is no fault."""


class Folder(Objects):
    """A folder of this machine, or one that several machines have mounted."""

    copied_with_the_hub = True

    def __init__(self, root: Path) -> None:
        self._root = root

    @property
    def where(self) -> str:
        return str(self._root)

    def put(self, name: str, content: bytes | bytearray) -> None:
        path = self._root / name
        descriptor, draft = self._begin(path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(draft, path)
        finally:
            Path(draft).unlink(missing_ok=True)
        with suppress(FileNotFoundError):  # deleted since, folder and all
            make_durable(path.parent)

    def get(self, name: str) -> bytes:
        return (self._root / name).read_bytes()

    def below(self, prefix: str) -> Iterator[Stored]:
        for folder, folders, names in os.walk(self._root / prefix):
            folders.sort()
            for name in sorted(names):
                path = Path(folder, name)
                try:
                    known = path.stat()
                except FileNotFoundError:  # deleted, or renamed, since it was listed
                    continue
                at = datetime.fromtimestamp(known.st_mtime, UTC)
                yield Stored(path.relative_to(self._root).as_posix(), known.st_size, at)

    def delete(self, names: Iterable[str]) -> None:
        for name in names:
            path = self._root / name
            path.unlink(missing_ok=True)
            try:
                path.parent.rmdir()
            except OSError:  # others are in it, or it is gone
                continue

    def _begin(self, folder: Path) -> tuple[int, str]:
        """An open draft in the folder, which whoever deletes its last object may take away meanwhile."""
        self._make(folder)
        try:
            return tempfile.mkstemp(prefix=_DRAFT, dir=folder)
        except FileNotFoundError:
            self._make(folder)
            return tempfile.mkstemp(prefix=_DRAFT, dir=folder)

    def _make(self, folder: Path) -> None:
        if folder.is_dir():
            return
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for made in (folder.parent, *folder.parent.parents):
            if not made.is_relative_to(self._root.parent):
                break
            make_durable(made)
