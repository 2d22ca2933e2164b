"""Waits for what another thread or process is about to do, however busy the machine is."""

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


def soon(look: Callable[[], Found], seconds: float = 60.0) -> Found:
    """What it finds, as soon as it finds something; what it found last, after that time."""
    end = time.monotonic() + seconds
    while not (found := look()) and time.monotonic() < end:
        time.sleep(0.02)
    return found
