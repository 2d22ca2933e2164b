"""The interface of an open connection to a receipt printer, and the lock that lets one job use it at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import Protocol

STALL_S = 10.0
"""Seconds without a byte sent after which a connection counts as stalled; printers may pause for three."""


class Connection(Protocol):
    """An open connection; every method raises OSError once it is broken."""

    @property
    def is_two_way(self) -> bool:
        """Whether the printer can send bytes back."""

    def write(self, data: bytes) -> int:
        """Send at least one of the bytes; gives how many were sent. Raises TimeoutError after `STALL_S` seconds."""

    def read(self, seconds: float) -> bytes:
        """Wait for bytes, at most so many seconds; gives what came, empty after the time is up."""

    def finish(self) -> None:
        """Wait until all written bytes have left this machine. Raises TimeoutError after `STALL_S` seconds."""

    def close(self) -> None:
        """Close the connection; bytes that were not sent are lost."""


@contextmanager
def reserve(address: str, seconds: float) -> Iterator[bool]:
    """Reserve the printer at this address, since two connections at once would read each other's answers.

    Gives whether it was free within so many seconds.
    """
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
