"""What the two commands that write a support file ask: where to, and how many days of the log."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from kiosk.process.support_file import DAYS

Command = TypeVar("Command", bound=Callable[..., Any])


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
