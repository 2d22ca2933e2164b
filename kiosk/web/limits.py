"""How often one screen may try what could be guessed: buckets of tokens in memory, filled by a clock nobody can set.

A restart forgets them, which is as slow as waiting; what must outlive it (five wrong sign-ins) is counted in the store.
"""

import math
import threading
from dataclasses import dataclass, field

from flask import Flask, current_app, request

from kiosk.errors import Refused
from kiosk.web import session

_MOST_BUCKETS = 10_000
"""Sources remembered; beyond, those that are full again are forgotten first, then the oldest."""


@dataclass(frozen=True, slots=True)
class Limit:
    """`burst` tries at once, and one more every `every_s` seconds."""

    burst: int
    every_s: float


LIMITS = {
    "sign-in": Limit(10, 30),
    "search": Limit(30, 2),
    "resume": Limit(6, 60),
    "withdraw": Limit(6, 60),
    "badge": Limit(20, 0.5),
    "verify": Limit(30, 0.5),
    "call": Limit(6, 20),
    "print": Limit(3, 60),
}
"""A resume code, and the code of a receipt, have 50 bits: at one try a minute, half of them take a thousand million
years. A camera looks twice a second."""


@dataclass(slots=True)
class Buckets:
    """Tries left, by what is tried and by whom; safe between threads."""

    _left: dict[tuple[str, str], tuple[float, float]] = field(default_factory=dict)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def take(self, kind: str, source: str, limit: Limit, now_s: float) -> float:
        """Seconds until the next try is allowed; 0 where it is now, and then it counts. `now_s` is monotonic."""
        with self._turn:
            left, since = self._left.pop((kind, source), (float(limit.burst), now_s))
            left = min(float(limit.burst), left + max(0.0, now_s - since) / limit.every_s)
            wait = 0.0 if left >= 1 else (1 - left) * limit.every_s
            self._left[kind, source] = (left if wait else left - 1, now_s)
            if len(self._left) > _MOST_BUCKETS:
                self._forget(now_s)
        return wait

    def give_back(self, kind: str, source: str) -> None:
        """A try that was right is none."""
        with self._turn:
            if (kind, source) in self._left:
                left, since = self._left[kind, source]
                self._left[kind, source] = (left + 1, since)

    def _forget(self, now_s: float) -> None:
        full = [
            key
            for key, (left, since) in self._left.items()
            if left + (now_s - since) / LIMITS[key[0]].every_s >= LIMITS[key[0]].burst
        ]
        for key in full or [next(iter(self._left))]:
            del self._left[key]


def install(app: Flask) -> None:
    """Begin with nothing tried."""
    app.extensions["parvis_limits"] = Buckets()


def check(kind: str) -> None:
    """Count one try of a kind in `LIMITS`. Raises `Refused("too-many-tries")` (429) with the `seconds` to wait.

    Each station has its own bucket; an address has as many tries as it may have stations, so that a browser that
    throws its cookies away gains nothing.
    """
    buckets: Buckets = current_app.extensions["parvis_limits"]
    limit, now_s = LIMITS[kind], session.box().clock.monotonic()
    stations = session.box().settings.stations
    together = Limit(limit.burst * stations, limit.every_s / stations)
    for source in _sources():
        allowed = limit if source.startswith("station ") else together
        if wait := buckets.take(kind, source, allowed, now_s):
            raise Refused("too-many-tries", seconds=max(2, math.ceil(wait)))


def right(kind: str) -> None:
    """The try that was just counted was right: a busy desk with six people waiting is no one who guesses."""
    buckets: Buckets = current_app.extensions["parvis_limits"]
    for source in _sources():
        buckets.give_back(kind, source)


def _sources() -> list[str]:
    station = session.current().station_id
    return [*([f"station {station}"] if station else []), f"address {request.remote_addr}"]
