"""Whether the box's clock can be believed; a legal date is a day in the site's time zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

JUMP = timedelta(days=1)
"""A clock that jumps by this much while the machine runs is asked about."""


@dataclass(frozen=True, slots=True)
class Watched:
    """The machine's date and its monotonic seconds, seen at the same moment."""

    now: datetime
    monotonic_s: float


def doubt(now: datetime, built_at: datetime, newest_event: datetime | None) -> str:
    """Why a clock cannot be right: `before-build`, `before-newest-event`, or "" where nothing speaks against it."""
    if now < built_at:
        return "before-build"
    if newest_event is not None and now < newest_event:
        return "before-newest-event"
    return ""


def jumped(before: Watched, after: Watched) -> bool:
    """Whether the date moved by a day or more against the seconds that passed."""
    passed = timedelta(seconds=after.monotonic_s - before.monotonic_s)
    return abs((after.now - before.now) - passed) >= JUMP


def day_at(moment: datetime, zone: ZoneInfo) -> date:
    """The legal day of a moment."""
    return moment.astimezone(zone).date()


def offset_days(now: datetime, today: date, zone: ZoneInfo) -> int:
    """Days to add to the machine's date so that it reads the day the desk has said."""
    return (today - day_at(now, zone)).days


def corrected(now: datetime, days: int) -> datetime:
    """The machine's time with the desk's correction; never beyond what a date can hold."""
    try:
        return now + timedelta(days=days)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)
