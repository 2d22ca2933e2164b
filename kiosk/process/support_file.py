"""The file for whoever helps a town hall or an operator: versions, the examination's findings, and the newest log.

One line of JSON a record, so that it can be read, searched and cut. Nothing of a person is in it.
"""

import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from importlib import metadata
from pathlib import Path
from typing import Any, TypeVar

import click

from kiosk.paths import name_what_is_wrong
from kiosk.process import log_file
from kiosk.version import VERSION

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


def write(
    target: Path | None, of: str, described: Iterable[Mapping[str, Any]], folder: Path, now: datetime, days: int
) -> tuple[Path, int]:
    """Write the file; returns where it is and how many lines of the log it holds.

    `target` is its path, None for one named after `of` (a site's code, "hub") and the moment, in the current folder,
    or in the temporary one where that cannot be written, as after `sudo`. `described` are records that come before the
    log of `folder`. Raises `Refused` (`no-access`, `not-a-file`, `not-a-folder`).
    """
    path = (target or _place() / f"parvis-{of}-{now:%Y%m%dT%H%M%SZ}.txt").absolute()
    records = list(log_file.lines(folder, now - timedelta(days=days)))
    lines = [json.dumps(record, ensure_ascii=False) for record in (_versions(now), *described, *records)]
    with name_what_is_wrong(path):
        path.write_text("\n".join([*lines, ""]), "utf-8")
    return path, len(records)


def _place() -> Path:
    here = Path.cwd()
    return here if os.access(here, os.W_OK) else Path(tempfile.gettempdir())


def _versions(now: datetime) -> dict[str, Any]:
    libraries = {dist.name: dist.version for dist in metadata.distributions() if dist.name}
    return {
        "about": "versions",
        "made_at": now.isoformat(timespec="seconds"),
        "parvis": VERSION,
        "python": sys.version.split()[0],
        "system": platform.platform(),
        "libraries": dict(sorted(libraries.items())),
    }
