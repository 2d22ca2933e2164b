"""Lets few batches in at once: beyond that a hub says that it is busy, instead of answering everybody late.

A worker is one interpreter: two batches keep it at work. More would only share it, and hold the threads of the pages.
"""

import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from kiosk.clock import Clock

AT_ONCE = 2
WAITING = 3
"""Batches of a process that may wait for their turn; the next one is told to come again."""
WAIT_S = 5.0
EXTENSION = "parvis_hub_turns"
_SPREAD_S = 10
"""Within so many seconds the boxes that were told to come again do, so that they do not come all at once."""
_WEIGHT = 0.2


class Turns:
    """The turns of one process."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING, wait_s: float = WAIT_S) -> None:
        self._free = threading.BoundedSemaphore(at_once)
        self._line = threading.BoundedSemaphore(at_once + waiting)
        self._rounds, self._wait_s = (at_once + waiting) / at_once, wait_s
        self._seconds = 0.0

    @contextmanager
    def turn(self, clock: Clock) -> Iterator[int]:
        """Hold a turn while the block runs: gives 0, or the seconds after which to ask again where there is none."""
        if not self._line.acquire(blocking=False):
            yield self._again(clock)
            return
        try:
            if not self._free.acquire(timeout=self._wait_s):
                yield self._again(clock)
                return
            begun = clock.monotonic()
            try:
                yield 0
            finally:
                self._seconds += (clock.monotonic() - begun - self._seconds) * _WEIGHT
                self._free.release()
        finally:
            self._line.release()

    def _again(self, clock: Clock) -> int:
        """As long as those before it take, by what the last ones took, and a part of the spread."""
        return 1 + math.ceil(self._seconds * self._rounds + clock.dice() * _SPREAD_S)
