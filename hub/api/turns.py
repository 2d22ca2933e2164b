"""Lets few batches in at once: beyond that a hub says that it is busy, instead of answering everybody late.

A worker is one interpreter: two batches keep it at work. More would only share it, and hold the threads of the pages.
"""

import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import ServiceUnavailable

from hub.hub import Hub
from hub.store.faults import is_busy
from kiosk.clock import Clock

_DATABASE_S = 10
AT_ONCE = 2
LATE_S = 2.0
"""A batch before which so many seconds' cases stand in line is told to come again."""
WAIT_S = 5.0
"""So is one that has waited as long."""
EXTENSION = "parvis_hub_turns"
_SPREAD_S = 10
"""Within so many seconds the boxes that were told to come again do, so that they do not come all at once."""
_WEIGHT = 0.2


@contextmanager
def its_turn(hub: Hub, cases: int) -> Iterator[None]:
    """Hold a turn while the block runs. Raises `ServiceUnavailable`, which says after how many seconds to come again;
    the box loses nothing, and sends the same batch."""
    turns: Turns = current_app.extensions[EXTENSION]
    with turns.turn(hub.clock, cases) as busy:
        if busy:
            raise ServiceUnavailable(retry_after=busy)
        try:
            yield
        except OperationalError as fault:
            if not is_busy(fault):
                raise
            raise ServiceUnavailable(retry_after=_DATABASE_S) from fault


class Turns:
    """The turns of one process; what stands in line is counted in cases, not in batches."""

    def __init__(self, at_once: int = AT_ONCE, late_s: float = LATE_S, wait_s: float = WAIT_S) -> None:
        self._free = threading.BoundedSemaphore(at_once)
        self._at_once, self._late_s, self._wait_s = at_once, late_s, wait_s
        self._door = threading.Lock()
        self._line = 0
        self._case_s = 0.0

    @contextmanager
    def turn(self, clock: Clock, cases: int) -> Iterator[int]:
        """Hold a turn while the block runs: gives 0, or the seconds after which to ask again where there is none."""
        with self._door:
            expected = self._line * self._case_s / self._at_once
            late = expected > self._late_s
            self._line += cases
        try:
            if late or not self._free.acquire(timeout=self._wait_s):
                # As long as those before it take, by what the last ones took, and a part of the spread.
                yield 1 + math.ceil(expected + clock.dice() * _SPREAD_S)
                return
            begun = clock.monotonic()
            try:
                yield 0
            finally:
                self._case_s += ((clock.monotonic() - begun) / max(cases, 1) - self._case_s) * _WEIGHT
                self._free.release()
        finally:
            with self._door:
                self._line -= cases
