"""Whole months, as legal delays count them."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as some

from kiosk.domain.time.months import after


def test_the_same_day_some_months_later_or_the_last_of_the_month() -> None:
    """CPC art. 641."""
    for day, months, then in [
        ((2026, 11, 24), 2, (2027, 1, 24)),
        ((2026, 12, 31), 2, (2027, 2, 28)),
        ((2027, 12, 31), 2, (2028, 2, 29)),
        ((2026, 10, 31), 1, (2026, 11, 30)),
        ((2026, 1, 31), 0, (2026, 1, 31)),
        ((2026, 5, 15), 12, (2027, 5, 15)),
        ((2028, 2, 29), 12, (2029, 2, 28)),
    ]:
        assert after(date(*day), months) == date(*then)


@given(some.dates(date(1900, 1, 1), date(2900, 1, 1)), some.integers(0, 240))
def test_the_month_is_exact_and_the_day_never_later(day: date, months: int) -> None:
    then = after(day, months)
    assert (then.year * 12 + then.month) - (day.year * 12 + day.month) == months
    assert then.day <= day.day
