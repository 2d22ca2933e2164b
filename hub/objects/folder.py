"""Objects as files of a folder, each written beside its place, made durable, and renamed."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from hub.objects.objects import Objects, Stored
from kiosk.paths import make_durable

_DRAFT = ".draft-"
"""How the name of a file begins that is being written; one that a power cut left is swept with its folder."""


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
        self._make(path.parent)
        descriptor, draft = tempfile.mkstemp(prefix=_DRAFT, dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(draft, path)
        finally:
            Path(draft).unlink(missing_ok=True)
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

    def _make(self, folder: Path) -> None:
        if folder.is_dir():
            return
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for made in (folder.parent, *folder.parent.parents):
            if not made.is_relative_to(self._root.parent):
                break
            make_durable(made)
