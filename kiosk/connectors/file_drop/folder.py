"""Puts files into a folder of this machine, or of a share that is mounted here."""

import errno
import os
from pathlib import Path

from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable
from kiosk.paths import make_durable

_FULL = (errno.ENOSPC, errno.EDQUOT)


class Folder:
    """A folder that somebody else empties; it is never made here, since a share that is not mounted is no folder."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def where(self) -> str:
        """Its path."""
        return str(self._path)

    def what_is_wrong(self) -> LineFault | None:
        """`folder-away` where it is not there or may not be written in."""
        return None if self._path.is_dir() and os.access(self._path, os.W_OK) else LineFault.FOLDER_AWAY

    def put(self, name: str, content: bytes) -> None:
        """Put a file there, whole or not at all, and durable; one of that name is replaced.

        Raises `Unreachable`: `folder-away`, `folder-full`.
        """
        if not self._path.is_dir():
            raise Unreachable(LineFault.FOLDER_AWAY)
        draft = self._path / f".{name}.part"
        try:
            with open(draft, "wb", opener=lambda path, flags: os.open(path, flags, 0o640)) as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self._path / name)
            make_durable(self._path)
        except OSError as fault:
            raise Unreachable(LineFault.FOLDER_FULL if fault.errno in _FULL else LineFault.FOLDER_AWAY) from fault
