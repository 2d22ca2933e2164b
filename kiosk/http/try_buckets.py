"""Counts attempts in token buckets in memory, by kind and source and a monotonic clock; a restart forgets them."""

import threading
from dataclasses import dataclass, field

from msgspec import Struct

_MOST_BUCKETS = 10_000
"""Sources remembered; beyond that, full buckets are forgotten first, then the oldest."""


class Limit(Struct, frozen=True):
    """`burst` tries at once, and one more every `every_s` seconds."""

    burst: int
    every_s: float


@dataclass(slots=True)
class Buckets:
    """Attempts left, by kind and source; safe between threads."""

    _left: dict[tuple[str, str], tuple[float, float, Limit]] = field(default_factory=dict)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def take(self, kind: str, source: str, limit: Limit, now_s: float) -> float:
        """Take an attempt: 0 where it is allowed and counted, else the seconds until the next. `now_s` is monotonic."""
        with self._turn:
            left, since, _ = self._left.pop((kind, source), (float(limit.burst), now_s, limit))
            left = min(float(limit.burst), left + max(0.0, now_s - since) / limit.every_s)
            wait = 0.0 if left >= 1 else (1 - left) * limit.every_s
            self._left[kind, source] = (left if wait else left - 1, now_s, limit)
            if len(self._left) > _MOST_BUCKETS:
                self._forget(now_s)
        return wait

    def give_back(self, kind: str, source: str) -> None:
        with self._turn:
            if (kind, source) in self._left:
                left, since, limit = self._left[kind, source]
                self._left[kind, source] = (left + 1, since, limit)

    def _forget(self, now_s: float) -> None:
        full = [
            key
            for key, (left, since, limit) in self._left.items()
            if left + (now_s - since) / limit.every_s >= limit.burst
        ]
        for key in full or [next(iter(self._left))]:
            del self._left[key]
