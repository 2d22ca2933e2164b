"""Check whether the box's clock is plausible, and compute legal dates in the site's time zone.

The day on which silence decides: the one rule, CRPA L. 114-5, for receipts, letters and the hub.

A refusal by silence is suspended from a request for papers until they come or the given time ends. The delay of an
acceptance starts only once everything that is required has come.
"""

from calendar import monthrange
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from msgspec import Struct

_FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
"""Month and day of those that never move."""
_AFTER_EASTER = (1, 39, 50)
"""Days after Easter Sunday: Easter Monday, Ascension Day, Whit Monday."""
JUMP = timedelta(days=1)
"""A jump of the clock by this much while the machine runs makes the desk confirm the date."""
LONG_OFF = timedelta(days=31)
"""If the date at start is further than this from the last run, the desk must confirm the date."""


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the last day of that month if it has no such day (CPC art. 641)."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@lru_cache(maxsize=8)
def list_public_holidays(year: int) -> frozenset[date]:
    """The public holidays of a year. The further ones of Alsace-Moselle and overseas are exceptions of a town hall."""
    moving = (compute_easter(year) + timedelta(days=days) for days in _AFTER_EASTER)
    return frozenset({*(date(year, month, day) for month, day in _FIXED), *moving})


def compute_easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm of Meeus, Jones and Butcher)."""
    golden, (century, in_century) = year % 19, divmod(year, 100)
    leap, rest = divmod(century, 4)
    moon = (19 * golden + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * rest + 2 * (in_century // 4) - moon - in_century % 4) % 7
    late = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


class DoubtReason(StrEnum):
    """Why the box's clock may be wrong; `LONG_OFF`: it starts more than `LONG_OFF` after it last ran."""

    BEFORE_BUILD = "before-build"
    BEFORE_NEWEST_EVENT = "before-newest-event"
    JUMPED = "jumped"
    LONG_OFF = "long-off"
    RESTARTED_WITH_CORRECTION = "restarted-with-correction"


class ClockReading(Struct, frozen=True):
    """The machine's date and its monotonic clock (seconds), read at the same moment."""

    now: datetime
    monotonic_s: float


def find_clock_doubt(now: datetime, built_at: datetime, newest_event: datetime | None) -> DoubtReason | None:
    """Why the clock cannot be right, None if it is plausible."""
    if now < built_at:
        return DoubtReason.BEFORE_BUILD
    if newest_event is not None and now < newest_event:
        return DoubtReason.BEFORE_NEWEST_EVENT
    return None


def has_clock_jumped(before: ClockReading, after: ClockReading) -> bool:
    """Whether the date moved by a day or more relative to the monotonic clock."""
    passed = timedelta(seconds=after.monotonic_s - before.monotonic_s)
    return abs((after.now - before.now) - passed) >= JUMP


def has_date_leapt(reached: datetime, now: datetime, by: timedelta = JUMP) -> bool:
    """Whether the date is `by` or more ahead of `reached`, the latest moment known to have passed."""
    return now - reached >= by


def day_at(moment: datetime, zone: ZoneInfo) -> date:
    """The legal day of a moment in the site's time zone."""
    return moment.astimezone(zone).date()


def offset_days(now: datetime, today: date, zone: ZoneInfo) -> int:
    """Days to add to the machine's date to get `today`, the day confirmed at the desk."""
    return (today - day_at(now, zone)).days


def correct_clock(now: datetime, days: int) -> datetime:
    """The machine's time plus the desk's correction in days; `datetime.max` if that overflows."""
    try:
        return now + timedelta(days=days)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)


class SilenceMeans(StrEnum):
    """An acceptance (CRPA L. 231-1), a refusal (L. 231-4), or nothing: a document is just delivered (R. 112-4, 2°)."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    NONE = "none"


DECIDES = (SilenceMeans.ACCEPTED, SilenceMeans.REFUSED)
"""The meanings by which silence decides, after some months."""


class PapersRequest(Struct, frozen=True, order=True):
    """A request for papers: the day it was made, the day `by` which they are due, and the day they `came`. `by` is None
    where no time was given: it suspends nothing. `came` is None as long as nothing has come."""

    asked: date
    by: date | None = None
    came: date | None = None


def refusal_day(deposited: date, after_months: int, requests: Iterable[PapersRequest]) -> date:
    """The day on which a request without an answer is refused."""
    return suspend_delay(deposited, add_months(deposited, after_months), requests)


def suspend_delay(deposited: date, day: date, requests: Iterable[PapersRequest]) -> date:
    """The day on which a delay ends that runs from the deposit to `day` where nothing is asked; requests made from that
    day on change nothing. Days that two requests suspend count once."""
    counted_to = deposited
    for request in sorted(requests, key=lambda request: request.asked):
        if request.asked >= day:
            break
        # The suspension ends once the papers are there, or the given time is over.
        end = min(request.by, request.came or request.by) if request.by else request.asked
        start = max(request.asked, counted_to)
        if end > start:
            day += end - start
            counted_to = end
    return day


def acceptance_day(complete: date | None, after_months: int, requests: Iterable[PapersRequest]) -> date | None:
    """The day on which a request without an answer is accepted; None as long as something that is required is missing.

    `complete` is the day on which everything that the procedure requires had come, None before. A request for papers
    made from the day of the acceptance on changes nothing.
    """
    if complete is None:
        return None
    day = add_months(complete, after_months)
    for request in sorted(requests, key=lambda request: request.asked):
        if request.asked >= day:
            break
        if request.came is None:
            return None
        day = max(day, add_months(request.came, after_months))
    return day


DESK_DRAFT = timedelta(days=90)
"""How long an unfinished draft of a desk is kept."""
UPGRADE = timedelta(days=14)
"""How long the copy from before an upgrade is kept; as long `kiosk rollback` can bring it back."""
