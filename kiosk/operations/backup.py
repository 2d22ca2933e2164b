"""Operation that writes a backup of everything the box holds."""

from pathlib import Path

from kiosk.frozen import Frozen
from kiosk.operations.operation import Running, operation
from kiosk.services.box.box import Box
from kiosk.services.upkeep import backup_schedule


class Target(Frozen):
    """An absolute path: of the file to write, or of a folder in which the file gets a generated name.

    None for the USB stick.
    """

    path: Path | None


class Written(Frozen):
    """The file that was written."""

    path: Path


@operation("backup")
def write(box: Box, details: Target, running: Running | None) -> Written:
    """Write one file with everything the box holds; in a folder, remove copies that are too old.

    Raises what `backup_schedule.make` raises.
    """
    return Written(backup_schedule.make(box, details.path))
