"""Whether a clock can be believed, and which day it is at the site."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as some

from kiosk.domain.time.calendar import (
    LONG_OFF,
    DoubtReason,
    Watched,
    corrected,
    day_at,
    doubt,
    jumped,
    leapt,
    offset_days,
)

PARIS, REUNION = ZoneInfo("Europe/Paris"), ZoneInfo("Indian/Reunion")
BUILT = datetime(2026, 11, 24, tzinfo=UTC)
MOMENTS = some.integers(86_400, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
DAYS = some.dates(date(1970, 1, 3), date(2100, 1, 1))


def test_a_clock_cannot_be_before_what_has_happened() -> None:
    for now, newest, why in [
        (datetime(1970, 1, 1, tzinfo=UTC), None, DoubtReason.BEFORE_BUILD),
        (BUILT, None, None),
        (BUILT, BUILT, None),
        (BUILT, BUILT + timedelta(microseconds=1), DoubtReason.BEFORE_NEWEST_EVENT),
        (BUILT + timedelta(days=900), BUILT, None),
    ]:
        assert doubt(now, BUILT, newest) == why


@given(MOMENTS, some.floats(0, 1e7), some.integers(-100_000, 100_000))
def test_a_clock_jumps_when_it_parts_from_the_seconds_by_a_day(now: datetime, passed_s: float, parted_s: int) -> None:
    before = Watched(now, 5.0)
    after = Watched(now + timedelta(seconds=passed_s + parted_s), 5.0 + passed_s)
    assert jumped(before, after) == (abs(parted_s) >= 86_400)


def test_a_legal_day_is_a_day_at_the_site() -> None:
    evening = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert (day_at(evening, PARIS), day_at(evening, REUNION)) == (date(2027, 1, 1), date(2027, 1, 1))
    assert day_at(datetime(2026, 12, 31, 20, 30, tzinfo=UTC), PARIS) == date(2026, 12, 31)
    assert day_at(datetime(2026, 12, 31, 20, 30, tzinfo=UTC), REUNION) == date(2027, 1, 1)


@given(MOMENTS, DAYS, some.sampled_from([PARIS, REUNION, ZoneInfo("Pacific/Noumea"), ZoneInfo("America/Guadeloupe")]))
def test_the_desks_correction_gives_the_day_the_desk_said(now: datetime, day: date, zone: ZoneInfo) -> None:
    """Whole days of UTC: at a change of hour the wall clock may be one off, which near midnight is the next day."""
    result = day_at(corrected(now, offset_days(now, day, zone)), zone)
    assert abs((result - day).days) <= 1
    local = now.astimezone(zone)
    if 2 <= local.hour <= 21:
        assert result == day


def test_a_correction_never_leaves_the_calendar() -> None:
    assert corrected(BUILT, 10**9).year == 9999
    assert corrected(BUILT, -1) == BUILT - timedelta(days=1)


def test_a_date_has_leapt_from_a_day_on() -> None:
    reached = datetime(2026, 11, 26, 9, tzinfo=UTC)
    assert not leapt(reached, reached + timedelta(hours=23)) and not leapt(reached, reached - timedelta(days=9))
    assert leapt(reached, reached + timedelta(days=1))
    assert not leapt(reached, reached + timedelta(days=30), LONG_OFF)
