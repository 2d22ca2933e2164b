"""The log on disk: a few files of bounded size in the data folder, for machines that keep no log and for support.

Several processes may write it: `kiosk run` and a command beside it, or the workers of a hub.
"""

import json
import logging
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from importlib import metadata
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, TypeVar

import click
from filelock import FileLock, Timeout

from kiosk import logs
from kiosk.errors import ParvisError
from kiosk.paths import name_what_is_wrong
from kiosk.version import VERSION

NAME = "parvis.log"
LARGEST = 1_000_000
"""Bytes of one file."""
OLDER = 4
"""How many files are kept besides the one that is written; the oldest goes."""
_PATIENCE_S = 1.0
_FIELDS = {"at": str, "level": str, "where": str, "said": str, "request": str, "job": str, "trace": list}


@contextmanager
def log_to_file(folder: Path, level: str) -> Iterator[None]:
    """Until the block ends, write records of a level in `logs.LEVELS` and above to the newest file of a folder.

    An exception that leaves the block is written too, unless it is one of ours, which has words for a person elsewhere.
    """
    handler = BoundedFile(folder)
    try:
        with logs.send_to(handler, level):
            yield
    finally:
        error = sys.exception()
        if isinstance(error, Exception) and not isinstance(error, ParvisError):
            handler.handle(logs.end_of_process(error))
        handler.close()


class BoundedFile(RotatingFileHandler):
    """Appends to `NAME` in a folder. What cannot be written, on a full disk or a foreign folder, stops nothing."""

    def __init__(self, folder: Path, largest: int = LARGEST, older: int = OLDER) -> None:
        super().__init__(folder / NAME, maxBytes=largest, backupCount=older, encoding="utf-8", delay=True)
        self._path = folder / NAME

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record; makes the folder where there is none yet, readable by its owner only."""
        try:
            self._path.parent.mkdir(mode=0o700, exist_ok=True)
        except OSError:
            return
        super().emit(record)

    def shouldRollover(self, record: logging.LogRecord) -> bool:
        """Whether the file is full; follows to the new one where another process has begun it."""
        if self.stream is not None and not self._is_newest():
            self._let_go()
        return bool(super().shouldRollover(record))

    def doRollover(self) -> None:
        """Begin the next file, unless another process has done so meanwhile; with one that hangs it is tried later."""
        try:
            with FileLock(f"{self._path}.lock", timeout=_PATIENCE_S):
                if self._is_newest():
                    super().doRollover()
                else:
                    self._let_go()
        except Timeout:
            return

    def handleError(self, record: logging.LogRecord) -> None:
        """A full disk ends no request; the library would print the record."""

    def _is_newest(self) -> bool:
        if self.stream is None:
            return False
        try:
            newest, mine = self._path.stat(), os.fstat(self.stream.fileno())
        except (OSError, ValueError):
            return False
        return (newest.st_dev, newest.st_ino) == (mine.st_dev, mine.st_ino)

    def _let_go(self) -> None:
        if self.stream is not None:
            self.stream.close()
        self.stream = None  # the library opens the file anew where there is no stream


def read_log_records(folder: Path, since: datetime) -> Iterator[dict[str, Any]]:
    """The records of a folder's files from a moment on, the oldest first. What is not a line of ours is left out."""
    for path in [*(folder / f"{NAME}.{number}" for number in range(OLDER, 0, -1)), folder / NAME]:
        try:
            text = path.read_text("utf-8", "replace")
        except OSError:
            continue
        for line in text.splitlines():
            record = _read(line)
            if record is not None and datetime.fromisoformat(record["at"]) >= since:
                yield record


def _read(line: str) -> dict[str, Any] | None:
    """A line as a record; None where it is torn, or anything else than the formatter of `logs` writes."""
    try:
        record = json.loads(line)
        is_ours = isinstance(record, dict) and all(isinstance(record[name], _FIELDS[name]) for name in record)
        return record if is_ours and datetime.fromisoformat(record["at"]).tzinfo else None
    except (ValueError, KeyError):
        return None


Command = TypeVar("Command", bound=Callable[..., Any])
DAYS = 7
"""Days of the log that are given unless others are asked for."""


def where_and_how_long(command: Command) -> Command:
    """Give a command the argument `file`, None where it is left out, and the option `--days`."""
    days = click.option(
        "--days",
        type=click.IntRange(1, 3650),
        default=DAYS,
        show_default=True,
        help="Days of the log, up to today.",
    )
    return click.argument("file", type=click.Path(path_type=Path), required=False)(days(command))


def write_support_file(
    target: Path | None, of: str, described: Iterable[Mapping[str, Any]], folder: Path, now: datetime, days: int
) -> tuple[Path, int]:
    """Write the file; returns where it is and how many lines of the log it holds.

    `target` is its path, None for one named after `of` (a site's code, "hub") and the moment, in the current folder,
    or in the temporary one where that cannot be written, as after `sudo`. `described` are records that come before the
    log of `folder`. Raises `Refused` (`no-access`, `not-a-file`, `not-a-folder`).
    """
    place = Path.cwd() if os.access(Path.cwd(), os.W_OK) else Path(tempfile.gettempdir())
    path = (target or place / f"parvis-{of}-{now:%Y%m%dT%H%M%SZ}.txt").absolute()
    records = list(read_log_records(folder, now - timedelta(days=days)))
    libraries = {dist.name: dist.version for dist in metadata.distributions() if dist.name}
    versions = {
        "about": "versions",
        "made_at": now.isoformat(timespec="seconds"),
        "parvis": VERSION,
        "python": sys.version.split()[0],
        "system": platform.platform(),
        "libraries": dict(sorted(libraries.items())),
    }
    lines = [json.dumps(record, ensure_ascii=False) for record in (versions, *described, *records)]
    with name_what_is_wrong(path):
        path.write_text("\n".join([*lines, ""]), "utf-8")
    return path, len(records)
