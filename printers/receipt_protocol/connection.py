"""The interface of an open connection to a receipt printer, and the lock that lets one job use it at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import Protocol

STALL_S = 10.0
"""Seconds without one byte taken after which a line is given up: a printer may well rest for three."""


class Line(Protocol):
    """An open line; every method raises OSError once it is broken."""

    @property
    def hears(self) -> bool:
        """Whether anything can come back."""

    def write(self, data: bytes) -> int:
        """Hands over some of the bytes, at least one, and says how many. Raises TimeoutError after `STALL_S`."""

    def read(self, seconds: float) -> bytes:
        """What came, waiting until something does; nothing after so many seconds."""

    def finish(self) -> None:
        """Returns once all that was written has left this machine. Raises TimeoutError after `STALL_S`."""

    def close(self) -> None:
        """The end, with what has not left thrown away."""


@contextmanager
def hold(address: str, seconds: float) -> Iterator[bool]:
    """The line for us alone, where it is free within so many seconds: two at once would hear each other's answers."""
    lock = _lock(address)
    is_ours = lock.acquire(timeout=seconds)
    try:
        yield is_ours
    finally:
        if is_ours:
            lock.release()


@cache
def _lock(address: str) -> Lock:
    return Lock()
