"""In how many days a disk is full, from the room that it had on each day."""

from collections.abc import Mapping
from datetime import date

LEAST_DAYS = 3
"""Days between the first and the last look, below which nothing is said: one large file is no trend."""
FAR_DAYS = 365
"""Beyond a year nothing is said either."""


def days_left(free: Mapping[date, int], kept_back: int) -> int | None:
    """Whole days until only `kept_back` bytes are free, at the pace since the first day of `free` (day to free bytes).

    None where the room does not shrink, where too few days are known, or where the disk lasts longer than `FAR_DAYS`.
    """
    if not free:
        return None
    first, last = min(free), max(free)
    days = (last - first).days
    used = free[first] - free[last]
    if days < LEAST_DAYS or used <= 0:
        return None
    left = max(0, free[last] - kept_back) * days // used
    return left if left <= FAR_DAYS else None
