"""A mark beside the keys: how far the database had come, which an older copy of the database cannot tell by itself."""

import json
import logging
import os
from pathlib import Path

from msgspec import Struct
from msgspec.structs import asdict

from kiosk.paths import make_durable

log = logging.getLogger(__name__)
FILE = "database.mark"
"""Its name in the folder of the keys, which no copy of the database holds, nor a copy of the keys."""


class Mark(Struct, frozen=True):
    """The newest epoch that this folder has seen, its place in the lineage, and the beats that were counted in it."""

    number: int = 0
    epoch: str = ""
    beats: int = 0

    def is_ahead_of(self, database: "Mark") -> bool:
        """Whether a database at `database` is an older copy of the one that was here.

        Two databases of one number with different epochs are both restored copies: their boxes noticed it then.
        """
        if self.number != database.number:
            return self.number > database.number
        return self.epoch == database.epoch and self.beats > database.beats


def read(folder: Path) -> Mark:
    """The mark of a folder; an empty one, ahead of nothing, where there is none that can be read."""
    try:
        written = json.loads((folder / FILE).read_text("utf-8"))
        return Mark(int(written["number"]), str(written["epoch"]), int(written["beats"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Mark()


def write(folder: Path, mark: Mark) -> None:
    """Write the mark whole or not at all; what the disk will not take is tried again with the next beat."""
    unfinished = folder / f"{FILE}.{os.getpid()}.part"
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(json.dumps(asdict(mark)))
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, folder / FILE)
        make_durable(folder)
    except OSError as fault:
        log.warning("the mark of the database is not written: %s", type(fault).__name__)
