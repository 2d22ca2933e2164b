"""Lets decisions leave beside the application that serves."""

import logging
import threading
from collections.abc import Callable
from functools import partial

from hub.decisions.leaving import due_cases, leave_if_due
from hub.hub import Hub
from kiosk import logs

log = logging.getLogger(__name__)
_LOOK_EVERY_S = 2.0
"""Seconds between two looks: one small query, along an index."""


class LeavingLoop:
    """A thread that looks for decisions whose minutes are over, for as long as the hub serves."""

    def __init__(self, hub: Hub, look_every_s: float = _LOOK_EVERY_S) -> None:
        self._hub, self._look_every_s = hub, look_every_s
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="leave", daemon=True)

    def start(self) -> None:
        """Begin to look. A process that is killed loses nothing: what was due leaves when another looks."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread, after the decision that it is at."""
        self._stop.set()
        self._thread.join()

    def _loop(self) -> None:
        with logs.bind_job("leave"):
            while True:
                self._guarded(self._look)
                if self._stop.wait(self._look_every_s):
                    return

    def _look(self) -> None:
        """Let each leave by itself: one that cannot keeps no other back."""
        for case_id in due_cases(self._hub):
            self._guarded(partial(leave_if_due, self._hub, case_id))

    def _guarded(self, act: Callable[[], object]) -> None:
        try:
            act()
        except Exception as fault:  # noqa: BLE001 - the outermost edge: no fault may keep decisions back
            logs.log_failure(log, "a decision has to wait", fault)
