"""When the next backup is due: at an hour of the day, so many days after the last one."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from kiosk.domain.time.backup_times import GRACE, RETRY, is_due, is_late, next_at

PARIS = ZoneInfo("Europe/Paris")
MONDAY = datetime(2026, 11, 23, 12, 5, tzinfo=PARIS)


def due(now: datetime, last: datetime | None = MONDAY, failed: datetime | None = None, days: int = 1) -> bool:
    return is_due(now, last, failed, days, 12, PARIS)


def test_the_first_one_is_due_at_once_and_the_next_at_its_hour() -> None:
    assert due(MONDAY, None)
    assert not due(MONDAY + timedelta(hours=23, minutes=54))
    assert due(MONDAY + timedelta(hours=23, minutes=55))
    assert not due(MONDAY + timedelta(days=6), days=7)
    assert due(MONDAY + timedelta(days=7), days=7)


def test_a_machine_that_was_off_at_that_hour_makes_it_when_it_is_on() -> None:
    assert due(MONDAY + timedelta(days=3, hours=-4))


def test_one_that_failed_is_tried_again_in_an_hour_and_not_before() -> None:
    tuesday = MONDAY + timedelta(days=1)
    assert not due(tuesday + RETRY / 2, failed=tuesday)
    assert due(tuesday + RETRY, failed=tuesday)


def test_a_clock_that_went_back_does_not_end_all_backups() -> None:
    assert due(MONDAY - timedelta(days=400))
    assert due(MONDAY - timedelta(days=400), failed=MONDAY)


def test_the_hour_is_the_towns_in_summer_and_in_winter() -> None:
    saturday = datetime(2026, 10, 24, 10, tzinfo=UTC)
    assert next_at(saturday, 1, 12, PARIS) == datetime(2026, 10, 25, 11, tzinfo=UTC), "winter begins in between"


def test_a_day_without_one_is_said() -> None:
    tuesday = next_at(MONDAY, 1, 12, PARIS)
    assert not is_late(tuesday + GRACE - timedelta(seconds=1), MONDAY, 1, 12, PARIS)
    assert is_late(tuesday + GRACE, MONDAY, 1, 12, PARIS)
    assert not is_late(MONDAY, None, 1, 12, PARIS), "none at all is another matter"
