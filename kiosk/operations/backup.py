"""Operation that writes a backup of everything the box holds."""

from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.operations.operation import Running, operation
from kiosk.services.box.box import Box
from kiosk.services.upkeep import backup_schedule


class Target(Struct, frozen=True):
    """An absolute path: of the file to write, or of a folder in which the file gets a generated name.

    None for the USB stick. `device` is the file system that whoever asks sees there, as `device_of` gives it.
    """

    path: Path | None
    device: int | None = None


class Written(Struct, frozen=True):
    """The file that was written."""

    path: Path


@operation("backup")
def write(box: Box, details: Target, running: Running | None) -> Written:
    """Write one file with everything the box holds; in a folder, remove copies that are too old.

    Raises `Refused` (`folder-of-the-service`) where this process sees another file system than whoever asks, as the
    service does in /tmp, and what `backup_schedule.make` raises.
    """
    if details.path and details.device not in (None, device_of(details.path)):
        raise Refused(Refusal.FOLDER_OF_THE_SERVICE, path=str(details.path))
    return Written(backup_schedule.make(box, details.path))


def device_of(path: Path) -> int:
    """The number of the file system on which a path lies, or would lie if it were made."""
    for place in (path, *path.parents):
        with suppress(OSError):
            return place.stat().st_dev
    return 0
