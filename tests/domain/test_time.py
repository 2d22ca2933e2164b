"""Clocks, days and months: whether a clock can be believed, and what is due when.
The day on which silence decides, by CRPA L. 114-5, whatever is asked for and whenever it comes.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as some
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.domain.time import calendar
from kiosk.domain.time.calendar import (
    LONG_OFF,
    ClockReading,
    DoubtReason,
    PapersRequest,
    acceptance_day,
    add_months,
    correct_clock,
    day_at,
    find_clock_doubt,
    has_clock_jumped,
    has_date_leapt,
    offset_days,
    refusal_day,
)
from kiosk.domain.time.retry import CAP_S, compute_retry_delay
from kiosk.services.upkeep.backup import GRACE, RETRY, is_due, is_late, next_at
from kiosk.services.upkeep.machine import days_left

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
        assert find_clock_doubt(now, BUILT, newest) == why


@given(MOMENTS, some.floats(0, 1e7), some.integers(-100_000, 100_000))
def test_a_clock_jumps_when_it_parts_from_the_seconds_by_a_day(now: datetime, passed_s: float, parted_s: int) -> None:
    before = ClockReading(now, 5.0)
    after = ClockReading(now + timedelta(seconds=passed_s + parted_s), 5.0 + passed_s)
    assert has_clock_jumped(before, after) == (abs(parted_s) >= 86_400)


def test_a_legal_day_is_a_day_at_the_site() -> None:
    evening = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert (day_at(evening, PARIS), day_at(evening, REUNION)) == (date(2027, 1, 1), date(2027, 1, 1))
    assert day_at(datetime(2026, 12, 31, 20, 30, tzinfo=UTC), PARIS) == date(2026, 12, 31)
    assert day_at(datetime(2026, 12, 31, 20, 30, tzinfo=UTC), REUNION) == date(2027, 1, 1)


@given(MOMENTS, DAYS, some.sampled_from([PARIS, REUNION, ZoneInfo("Pacific/Noumea"), ZoneInfo("America/Guadeloupe")]))
def test_the_desks_correction_gives_the_day_the_desk_said(now: datetime, day: date, zone: ZoneInfo) -> None:
    """Whole days of UTC: at a change of hour the wall clock may be one off, which near midnight is the next day."""
    result = day_at(correct_clock(now, offset_days(now, day, zone)), zone)
    assert abs((result - day).days) <= 1
    local = now.astimezone(zone)
    if 2 <= local.hour <= 21:
        assert result == day


def test_a_date_has_leapt_from_a_day_on_and_a_correction_stays_in_the_calendar() -> None:
    assert correct_clock(BUILT, 10**9).year == 9999
    assert correct_clock(BUILT, -1) == BUILT - timedelta(days=1)
    reached = datetime(2026, 11, 26, 9, tzinfo=UTC)
    assert not has_date_leapt(reached, reached + timedelta(hours=23)) and not has_date_leapt(
        reached, reached - timedelta(days=9)
    )
    assert has_date_leapt(reached, reached + timedelta(days=1))
    assert not has_date_leapt(reached, reached + timedelta(days=30), LONG_OFF)


FRENCH = ZoneInfo("Europe/Paris")
MONDAY = datetime(2026, 11, 23, 12, 5, tzinfo=FRENCH)


def due(now: datetime, last: datetime | None = MONDAY, failed: datetime | None = None, days: int = 1) -> bool:
    return is_due(now, last, failed, days, 12, FRENCH)


def test_a_backup_is_due_at_its_hour_and_an_hour_after_one_that_failed() -> None:
    assert due(MONDAY, None)
    assert not due(MONDAY + timedelta(hours=23, minutes=54))
    assert due(MONDAY + timedelta(hours=23, minutes=55))
    assert not due(MONDAY + timedelta(days=6), days=7)
    assert due(MONDAY + timedelta(days=7), days=7)
    assert due(MONDAY + timedelta(days=3, hours=-4))
    tuesday = MONDAY + timedelta(days=1)
    assert not due(tuesday + RETRY / 2, failed=tuesday)
    assert due(tuesday + RETRY, failed=tuesday)
    assert due(MONDAY - timedelta(days=400))
    assert due(MONDAY - timedelta(days=400), failed=MONDAY)


def test_the_hour_is_the_towns_in_summer_and_in_winter_and_a_day_without_one_is_said() -> None:
    saturday = datetime(2026, 10, 24, 10, tzinfo=UTC)
    assert next_at(saturday, 1, 12, FRENCH) == datetime(2026, 10, 25, 11, tzinfo=UTC), "winter begins in between"
    tuesday = next_at(MONDAY, 1, 12, FRENCH)
    assert not is_late(tuesday + GRACE - timedelta(seconds=1), MONDAY, 1, 12, FRENCH)
    assert is_late(tuesday + GRACE, MONDAY, 1, 12, FRENCH)
    assert not is_late(MONDAY, None, 1, 12, FRENCH), "none at all is another matter"


DAY = date(2026, 11, 2)
GB = 1_000_000_000


def over(*free: int) -> dict[date, int]:
    return {DAY + timedelta(days=number): room for number, room in enumerate(free)}


def test_the_days_follow_from_the_pace() -> None:
    for free, left in [
        ({}, None),
        (over(9 * GB), None),
        (over(9 * GB, 1 * GB), None),
        (over(9 * GB, 8 * GB, 7 * GB, 6 * GB), 6),
        (over(9 * GB, 9 * GB, 9 * GB, 9 * GB), None),
        (over(5 * GB, 6 * GB, 7 * GB, 8 * GB), None),
        (over(900 * GB, 900 * GB, 900 * GB, 899 * GB), None),
        (over(4 * GB, 3 * GB, 2 * GB, 0), 0),
    ]:
        assert days_left(free, 0) == left
    assert days_left(over(9 * GB, 8 * GB, 7 * GB, 6 * GB), 4 * GB) == 2
    assert days_left(over(9 * GB, 8 * GB, 7 * GB, 6 * GB), 7 * GB) == 0


def test_the_same_day_some_months_later_or_the_last_of_the_month() -> None:
    """CPC art. 641."""
    for day, months, then in [
        ((2026, 11, 24), 2, (2027, 1, 24)), ((2026, 12, 31), 2, (2027, 2, 28)), ((2027, 12, 31), 2, (2028, 2, 29)),
        ((2026, 10, 31), 1, (2026, 11, 30)), ((2026, 1, 31), 0, (2026, 1, 31)), ((2026, 5, 15), 12, (2027, 5, 15)),
        ((2028, 2, 29), 12, (2029, 2, 28)),
    ]:  # fmt: skip
        assert add_months(date(*day), months) == date(*then)


@given(some.dates(date(1900, 1, 1), date(2900, 1, 1)), some.integers(0, 240))
def test_the_month_is_exact_and_the_day_never_later(day: date, months: int) -> None:
    then = add_months(day, months)
    assert (then.year * 12 + then.month) - (day.year * 12 + day.month) == months
    assert then.day <= day.day


def test_easter_is_where_the_almanac_has_it_and_a_year_has_eleven_holidays() -> None:
    for year, sunday in [
        (1961, (4, 2)), (2000, (4, 23)), (2008, (3, 23)), (2025, (4, 20)), (2026, (4, 5)), (2027, (3, 28)),
        (2038, (4, 25)),
    ]:  # fmt: skip
        assert calendar.compute_easter(year) == date(year, *sunday)
    assert sorted(f"{day:%d/%m}" for day in calendar.list_public_holidays(2026)) == sorted(
        ["01/01", "06/04", "01/05", "08/05", "14/05", "25/05", "14/07", "15/08", "01/11", "11/11", "25/12"]
    )


def test_a_day_knows_whether_it_is_one() -> None:
    assert date(2027, 5, 6) in calendar.list_public_holidays(2027)  # Ascension Day
    assert date(2027, 5, 7) not in calendar.list_public_holidays(2027)


DICE = st.floats(0, 1, exclude_max=True)


@given(st.integers(1, 10**9), DICE)
def test_the_wait_is_never_over_five_minutes_however_long_the_line_is_down(failures, dice):
    assert 0 <= compute_retry_delay(failures, dice) <= CAP_S == 300


def test_the_ceiling_doubles_until_the_cap():
    assert [compute_retry_delay(n, 0.5) for n in (1, 2, 3, 7, 8, 9, 5000)] == [1, 2, 4, 64, 128, 150, 150]


@given(st.integers(1, 50), DICE, DICE)
def test_the_dice_spread_the_sites_over_the_whole_wait(failures, one, other):
    assert (compute_retry_delay(failures, one) <= compute_retry_delay(failures, other)) or one > other


@given(st.integers(1, 200), DICE)
def test_a_busy_hub_is_left_alone_as_long_as_it_asks_and_a_little_more(asked, dice):
    assert asked <= compute_retry_delay(1, dice, asked) <= 1.5 * asked


@given(st.integers(1, 10**9), DICE)
def test_no_hub_silences_a_box_for_longer_than_five_minutes(asked, dice):
    assert compute_retry_delay(1, dice, asked) <= CAP_S


DEPOSITED = date(2026, 11, 24)
SILENCE_DAYS = st.dates(DEPOSITED, date(2028, 12, 31))
MONTHS = st.integers(1, 6)


@st.composite
def requests(draw: st.DrawFn) -> PapersRequest:
    """A request for papers that are due some days later, and come some day or never."""
    asked = draw(SILENCE_DAYS)
    by = asked + timedelta(days=draw(st.integers(1, 90)))
    came = draw(st.none() | st.integers(0, 200).map(lambda days: asked + timedelta(days=days)))
    return PapersRequest(asked, by, came)


ASKED = st.lists(requests(), max_size=4)


def asked(day: str, by: str, came: str = "") -> PapersRequest:
    return PapersRequest(date.fromisoformat(day), date.fromisoformat(by), date.fromisoformat(came) if came else None)


def test_a_refusal_by_silence_waits_for_papers() -> None:
    for papers, day in [
        ([], "2027-01-24"),
        ([asked("2026-12-01", "2026-12-31")], "2027-02-23"),
        ([asked("2026-12-01", "2026-12-31", "2026-12-11")], "2027-02-03"),
        ([asked("2026-12-01", "2026-12-31", "2027-01-15")], "2027-02-23"),
        ([asked("2026-12-01", "2026-12-31", "2026-12-01")], "2027-01-24"),
        ([asked("2026-12-01", "2026-12-11", "2026-12-11"), asked("2026-12-20", "2026-12-25")], "2027-02-08"),
        ([asked("2026-12-01", "2026-12-11"), asked("2026-12-06", "2026-12-16")], "2027-02-08"),
        ([asked("2026-12-01", "2026-12-31"), asked("2027-02-22", "2027-02-28")], "2027-03-01"),
        ([asked("2027-01-24", "2027-02-24")], "2027-01-24"),
        ([PapersRequest(date(2026, 12, 1))], "2027-01-24"),
    ]:
        assert refusal_day(DEPOSITED, 2, papers) == date.fromisoformat(day)


def test_an_acceptance_by_silence_starts_when_everything_is_there() -> None:
    for complete, papers, day in [
        (DEPOSITED, [], "2027-02-24"),
        (None, [], None),
        (date(2026, 12, 10), [], "2027-03-10"),
        (DEPOSITED, [asked("2026-12-01", "2026-12-31")], None),
        (DEPOSITED, [asked("2026-12-01", "2026-12-31", "2026-12-20")], "2027-03-20"),
        (DEPOSITED, [asked("2026-12-01", "2026-12-31", "2027-01-20")], "2027-04-20"),
        (DEPOSITED, [asked("2027-02-24", "2027-03-24")], "2027-02-24"),
        (date(2027, 1, 2), [asked("2026-12-01", "2026-12-31", "2026-12-20")], "2027-04-02"),
        (None, [asked("2026-12-01", "2026-12-31", "2026-12-20")], None),
    ]:
        assert acceptance_day(complete, 3, papers) == (date.fromisoformat(day) if day else None)


@given(MONTHS, ASKED)
def test_a_request_never_brings_a_refusal_nearer_and_never_suspends_more_than_the_time_it_gives(
    after_months: int, papers: list[PapersRequest]
) -> None:
    plain, day = calendar.add_months(DEPOSITED, after_months), refusal_day(DEPOSITED, after_months, papers)
    given_days = sum(((paper.by or paper.asked) - paper.asked for paper in papers), timedelta())
    assert plain <= day <= plain + given_days


@given(MONTHS, requests(), st.integers(0, 60))
def test_papers_that_come_later_bring_no_refusal_nearer(after_months: int, request: PapersRequest, days: int) -> None:
    came = replace(request, came=request.came or request.asked)
    later = replace(came, came=(came.came or came.asked) + timedelta(days=days))
    never = replace(request, came=None)
    in_order = [refusal_day(DEPOSITED, after_months, [paper]) for paper in (came, later, never)]
    assert in_order == sorted(in_order)


@given(MONTHS, ASKED)
def test_the_order_in_which_requests_are_told_does_not_matter(after_months: int, papers: list[PapersRequest]) -> None:
    alone = list({paper.asked: paper for paper in papers}.values())
    assert refusal_day(DEPOSITED, after_months, alone) == refusal_day(DEPOSITED, after_months, alone[::-1])
    assert acceptance_day(DEPOSITED, after_months, alone) == acceptance_day(DEPOSITED, after_months, alone[::-1])


@given(MONTHS, SILENCE_DAYS, ASKED)
def test_an_acceptance_never_falls_before_its_delay_after_the_last_paper(
    after_months: int, complete: date, papers: list[PapersRequest]
) -> None:
    day = acceptance_day(complete, after_months, papers)
    in_time = [paper for paper in papers if day and paper.asked < day]
    assert day is None or day >= calendar.add_months(complete, after_months)
    assert day is None or all(paper.came and day >= calendar.add_months(paper.came, after_months) for paper in in_time)
