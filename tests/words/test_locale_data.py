"""What is taken out of Babel's memory is nothing that a person reads."""

import pickle
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from babel import localedata
from babel.dates import format_timedelta

from kiosk.domain.places import countries
from kiosk.words import languages, locale_data
from kiosk.words.words import Words
from tests.words.catalogues import LANGUAGES


@pytest.fixture
def whole() -> Iterator[None]:
    """Babel as it is before anything was asked, so that it loads all it knows; afterwards as it was."""
    forget()
    yield
    forget()


def forget() -> None:
    localedata.clear_caches()
    for cached in (locale_data.locale, languages.name, languages.name_in, languages.direction, countries.names):
        cached.cache_clear()


def read_by_people(language: str) -> list[object]:
    """Everything that Words, and the pages of the hub, take from Babel."""
    words = Words(language)
    days = [date(2026, month, day) for month in range(1, 13) for day in (1, 24)]
    noon = datetime(2026, 11, 24, 13, 5, tzinfo=ZoneInfo("UTC"))
    return [
        *map(words.day, days),
        *map(words.weekday, range(7)),
        *(words.span(count, unit) for count in (0, 1, 2, 3, 5, 11, 100) for unit in ("day", "month", "year")),
        *(format_timedelta(timedelta(seconds=3**power), locale=language) for power in range(18)),
        *(format_timedelta(-timedelta(seconds=3**power), add_direction=True, locale=language) for power in range(18)),
        *(words.moment(noon), words.short(noon), words.hour(time(9)), words.hour(time(14, 30))),
        *(words.number(1234567.5), words.money("1234.50"), words.listed(["a", "b", "c"]), words.listed(["a", "b"])),
        *map(words.tongue, ("ar", "fr", "uk", "zh_Hant")),
        *(words.direction, words.latin, words.countries(), languages.name(language)),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_day_number_and_name_is_what_babel_has_with_all_it_knows(
    language: str, whole: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(locale_data, "_UNASKED", ())
        patched.setattr(locale_data, "_UNITS", tuple(localedata.load(language)["unit_patterns"]))
        told = read_by_people(language)
        knew = len(pickle.dumps(localedata.load(language)))
    forget()
    assert read_by_people(language) == told
    assert len(pickle.dumps(localedata.load(language))) < knew / 2


def test_a_language_that_babel_does_not_know_has_no_days_or_numbers() -> None:
    assert [locale_data.locale(language) for language in ("tlh", "", "not a language")] == [None, None, None]
