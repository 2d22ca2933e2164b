"""Folders that stand for USB sticks, plugged in as long as a block runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.services.upkeep.machine import Mounts


@contextmanager
def plugged_in(*folders: Path) -> Iterator[None]:
    """Have every question for sticks find these folders, made where they are missing."""
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
    found, opened = Mounts.sticks, Mounts.open_sticks
    Mounts.sticks = lambda self: sorted(folders)  # type: ignore[method-assign]
    Mounts.open_sticks = lambda self: None  # type: ignore[method-assign]
    try:
        yield
    finally:
        Mounts.sticks, Mounts.open_sticks = found, opened  # type: ignore[method-assign]
