"""How much a file may be, and how much a case may hold."""

from collections.abc import Iterable

MOST_BYTES = 20_000_000
"""Of one file, as it comes and as it is kept."""
MOST_OF_A_CASE = 60_000_000
"""Bytes of all files of one case, as they are kept."""
MOST_PIXELS = 50_000_000
MOST_PAGES = 100
LONGEST_SIDE = 3508
"""Pixels: A4 at 300 dots an inch, the archives' usual resolution for text."""


def fits(existing: Iterable[int], size: int) -> bool:
    """Whether a file of `size` bytes may join those whose sizes are given."""
    return size <= MOST_BYTES and sum(existing) + size <= MOST_OF_A_CASE
