"""The desk is told days before the disk is full, and not by one large file."""

from datetime import date, timedelta

from kiosk.domain.time.disk_days import days_left

DAY = date(2026, 11, 2)
GB = 1_000_000_000


def over(*free: int) -> dict[date, int]:
    """The free bytes of days that follow each other."""
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


def test_what_is_kept_back_is_not_there_to_be_used() -> None:
    assert days_left(over(9 * GB, 8 * GB, 7 * GB, 6 * GB), 4 * GB) == 2
    assert days_left(over(9 * GB, 8 * GB, 7 * GB, 6 * GB), 7 * GB) == 0
