"""Room on the disk that is kept for what has been begun: a file of zeros beside the database, given up when it matters.

Other programs share the disk, and a full disk says nothing before it is full. While the reserve stands, a case that
somebody has begun can be finished, confirmed and sent; new ones are not begun once it is gone.
"""

import contextlib
import os
import shutil
from pathlib import Path

BYTES = 64_000_000
"""Size of the reserve: some hundred cases with their papers."""
LEAST_BYTES = 16_000_000
"""Free bytes below which the reserve is given up."""
SHORT_BYTES = 2 * LEAST_BYTES
"""Free bytes below which no case is begun, once the reserve is gone."""
_PIECE = bytes(1 << 20)


def free_bytes(folder: Path) -> int:
    """Free bytes for this account on the disk of a folder."""
    return shutil.disk_usage(folder).free


class Reserve:
    """The reserve of one database, at `path`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stands = path.exists()

    @property
    def stands(self) -> bool:
        """Whether it is there to be given up."""
        return self._stands

    def is_short(self) -> bool:
        """Whether a case that begins now might not be finished."""
        return not self._stands and free_bytes(self.path.parent) < SHORT_BYTES

    def make(self) -> bool:
        """Set the room aside where there is enough for it, and say whether it stands."""
        if not self._stands and free_bytes(self.path.parent) > BYTES + 2 * LEAST_BYTES:
            try:
                with self.path.open("wb") as file:
                    for _ in range(BYTES // len(_PIECE)):
                        file.write(_PIECE)
                    file.flush()
                    os.fsync(file.fileno())
                self.path.chmod(0o600)
                self._stands = True
            except OSError:
                self.give_up()
        return self._stands

    def make_room(self) -> None:
        """Give the reserve up where the disk is nearly full. Called before each write; costs a question to the disk."""
        if self._stands and free_bytes(self.path.parent) < LEAST_BYTES:
            self.give_up()

    def give_up(self) -> None:
        """Give its room back to the disk."""
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)
        self._stands = False
