"""What runs beside the application in a thread of its own, until it is told to stop."""

import logging
import threading
from itertools import count

from kiosk import logs
from kiosk.services.box.box import Box

log = logging.getLogger(__name__)


class Beside(threading.Thread):
    """Looks when it is woken, and every so often where `every_s` says so, until it is told to stop."""

    def __init__(self, box: Box, name: str, every_s: float | None) -> None:
        super().__init__(name=name, daemon=True)
        self._box, self._every_s = box, every_s
        self._woken = threading.Event()
        self._over = False

    def run(self) -> None:
        self._begin()
        for number in count(1):
            if self._over:
                break
            with logs.bind_job(f"{self.name} {number}"):
                try:
                    self._look()
                except Exception as fault:  # noqa: BLE001 - the outermost edge: one broken job must not end all others
                    logs.log_failure(log, f"{self.name} failed", fault)
            self._woken.wait(self._every_s)
            self._woken.clear()
        self._end()

    def wake(self) -> None:
        """Look now."""
        self._woken.set()

    def stop(self) -> None:
        """Finish the job in hand and end."""
        self._over = True
        self._woken.set()

    def _begin(self) -> None:
        """Before the first look."""

    def _look(self) -> None:
        """What it is for."""

    def _end(self) -> None:
        """After the last look."""
