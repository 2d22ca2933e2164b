"""What this build is: its number, and the day before which no honest clock can stand."""

import re
from datetime import UTC, datetime
from pathlib import Path

VERSION = "0.2.0"
BUILT_AT = datetime(2026, 11, 26, tzinfo=UTC)
"""A box whose clock precedes this moment is wrong: the desk is asked for the date."""
FILE = Path(__file__)


def read_installed_version() -> str:
    """The number that stands on the disk now: not `VERSION` where the program was replaced and not started again."""
    try:
        found = re.search(r'^VERSION = "(.+)"$', FILE.read_text("utf-8"), re.MULTILINE)
    except OSError:  # it is being replaced at this moment
        return VERSION
    return found[1] if found else VERSION
