"""When the next backup is due, and when one is late."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

RETRY = timedelta(hours=1)
"""How long after a backup that failed the next one is tried."""
GRACE = timedelta(days=1)
"""How long after its hour a backup is said to be late: the machine may have been off."""


def next_at(last: datetime, every_days: int, hour: int, zone: ZoneInfo) -> datetime:
    """The moment from which the next backup is due: at that hour of the site's day, so many days after the last one."""
    day = last.astimezone(zone).date() + timedelta(days=every_days)
    return datetime(day.year, day.month, day.day, hour, tzinfo=zone)


def is_due(
    now: datetime, last: datetime | None, failed: datetime | None, every_days: int, hour: int, zone: ZoneInfo
) -> bool:
    """Whether to make a backup now; `last` is the last that was made, `failed` the last try since that failed.

    A box without any is due at once, and so is one whose clock has gone back behind its last backup.
    """
    if failed is not None and timedelta() <= now - failed < RETRY:
        return False
    return last is None or now < last or now >= next_at(last, every_days, hour, zone)


def is_late(now: datetime, last: datetime | None, every_days: int, hour: int, zone: ZoneInfo) -> bool:
    """Whether a backup should have been made by now."""
    return last is not None and now >= next_at(last, every_days, hour, zone) + GRACE
