"""Makes the backups that the settings ask for, and looks after the disk, beside the application."""

import logging

from kiosk.errors import Refused
from kiosk.services.box.box import Box
from kiosk.services.loops.beside import Beside
from kiosk.services.upkeep import backup, doctor, machine

log = logging.getLogger(__name__)
EVERY_S = 60.0
"""Seconds between two looks whether a backup is due."""
DISK_LOOKS = 10
"""Looks after which the disk has its turn, for the first time ten minutes after the start."""


class BackupLoop(Beside):
    """Looks every minute; what fails is noted for the desk and for `kiosk doctor`."""

    def __init__(self, box: Box) -> None:
        super().__init__(box, "backup", EVERY_S)
        self._looks = 0

    def _look(self) -> None:
        self._looks += 1
        if not self._looks % DISK_LOOKS:
            machine.look_after(self._box)
        doctor.look_at_sticks(self._box)
        try:
            if made := backup.make_due(self._box):
                log.info("backup made: %s", made)
        except Refused as refused:
            log.warning("backup failed: %s", refused.code)
