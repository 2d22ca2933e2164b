"""The eleven public holidays, against the calendar of the State (service-public.fr)."""

from datetime import date

from kiosk.domain.time import public_holidays


def test_easter_is_where_the_almanac_has_it() -> None:
    for year, sunday in [
        (1961, (4, 2)),
        (2000, (4, 23)),
        (2008, (3, 23)),
        (2025, (4, 20)),
        (2026, (4, 5)),
        (2027, (3, 28)),
        (2038, (4, 25)),
    ]:
        assert public_holidays.easter(year) == date(year, *sunday)


def test_a_year_has_eleven_holidays() -> None:
    assert sorted(f"{day:%d/%m}" for day in public_holidays.of_year(2026)) == sorted(
        ["01/01", "06/04", "01/05", "08/05", "14/05", "25/05", "14/07", "15/08", "01/11", "11/11", "25/12"]
    )


def test_a_day_knows_whether_it_is_one() -> None:
    assert public_holidays.is_holiday(date(2027, 5, 6))  # Ascension Day
    assert not public_holidays.is_holiday(date(2027, 5, 7))
