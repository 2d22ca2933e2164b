"""Has the sounds of the catalogues made at night, by a process of its own that gives way to everything else."""

import logging
import os
import subprocess
import sys
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from kiosk.services.box.box import Box
from kiosk.services.loops.beside import Beside

log = logging.getLogger(__name__)
EVERY_S = 300.0
NIGHT = range(1, 6)
"""Hours of the site in which nobody is there."""
SETTLED = timedelta(minutes=10)
"""After its start a box is left alone; a new one, which keeps no sound yet, does not wait for the night."""
_COMMAND = ("-m", "kiosk", "audio", "build", "--quiet", "--with-parent")
_NICE = 19


class SoundLoop(Beside):
    """Once a night, and once soon after the first start; what is there already costs a second."""

    def __init__(self, box: Box) -> None:
        super().__init__(box, "sounds", EVERY_S)
        self._since = box.clock.now()
        self._day = ""
        self._process: subprocess.Popen[bytes] | None = None

    def due(self) -> bool:
        """Whether sounds are to be made now; true once a day at most."""
        now = self._box.clock.now()
        local = now.astimezone(self._box.settings.zone)
        is_new = not self._box.settings.paths.sounds.is_dir()
        if self._box.settings.speech == "off" or now - self._since < SETTLED or self._day == local.date().isoformat():
            return False
        if local.hour not in NIGHT and not is_new:
            return False
        self._day = local.date().isoformat()
        return True

    def stop(self) -> None:
        """End, and have no more sounds made; those made are kept."""
        super().stop()
        if self._process is not None:
            self._process.terminate()
            _let_go(self._process)

    def _look(self) -> None:
        if self._process is not None:
            if self._process.poll() is None:
                return
            _let_go(self._process)
        if self.due():
            self._process = begin(self._box.settings.data)
            log.info("making the sounds that are missing")


def begin(data: Path) -> "subprocess.Popen[bytes]":
    """Have the sounds of a data folder made that are missing, by a process that ends with this one."""
    told = os.environ | {"KIOSK_DATA": str(data)}
    command = [sys.executable, *_COMMAND]
    process = subprocess.Popen(command, env=told, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    with suppress(AttributeError, OSError):  # Windows has none; a unit may forbid it
        os.setpriority(os.PRIO_PROCESS, process.pid, _NICE)
    return process


def _let_go(process: "subprocess.Popen[bytes]") -> None:
    """Close the pipe by which it knows that the box is there."""
    assert process.stdin is not None
    process.stdin.close()
