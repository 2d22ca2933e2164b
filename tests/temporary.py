"""Puts the folders of tests into memory where there is room: a box waits for the disk at each commit, and no test
measures a disk.
"""

import os
from pathlib import Path

MEMORY = Path("/dev/shm")
LEAST_BYTES = 2_000_000_000
"""What must be free there; all folders of a whole run take 400 MB."""


def begin() -> None:
    """Have pytest make `tmp_path` in memory, unless a place was chosen."""
    if has_room(MEMORY):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def has_room(folder: Path) -> bool:
    """Whether folders of tests, with the programs that some of them write and run, may stand there."""
    if not (folder.is_dir() and os.access(folder, os.W_OK)):
        return False
    place = os.statvfs(folder)
    return place.f_bavail * place.f_frsize >= LEAST_BYTES and not place.f_flag & os.ST_NOEXEC
