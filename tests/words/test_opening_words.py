"""Opening hours in every language; the day names and clocks are Babel's."""

from datetime import UTC, date, datetime

from kiosk.domain.places.site import Site
from kiosk.domain.time.opening_hours import parse_opening_hours
from kiosk.words import opening_words
from kiosk.words.words import Words

WEEK = [
    {"days": "du lundi au vendredi", "open": "9h-12h, 14h-17h30"},
    {"days": "samedi", "open": "9h-11h30"},
]
SITE = Site("SA", "Mairie", opening=parse_opening_hours(WEEK))


def clean(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ")


def test_the_week_is_said_in_every_language() -> None:
    for language, said in [
        ("fr", "du lundi au vendredi de 9 h à 12 h et de 14 h à 17 h 30, le samedi de 9 h à 11 h 30"),
        ("en", "Monday to Friday: 9:00 AM to 12:00 PM and 2:00 PM to 5:30 PM; Saturday: 9:00 AM to 11:30 AM"),
        ("ar", "من الاثنين إلى الجمعة: من 9:00 ص إلى 12:00 م ومن 2:00 م إلى 5:30 م؛ السبت: من 9:00 ص إلى 11:30 ص"),
        ("uk", "понеділок – пʼятниця: з 09:00 до 12:00 і з 14:00 до 17:30; субота: з 09:00 до 11:30"),
        ("es", "de lunes a viernes: de 9:00 a 12:00 y de 14:00 a 17:30; el sábado: de 9:00 a 11:30"),
        ("pt", "de segunda-feira a sexta-feira: das 09:00 às 12:00 e das 14:00 às 17:30; sábado: das 09:00 às 11:30"),
    ]:
        assert clean(opening_words.describe_opening_hours(SITE, Words(language))) == said


def test_days_apart_are_listed() -> None:
    site = Site(
        "SA",
        "Mairie",
        opening=parse_opening_hours([{"days": "lundi, mardi, jeudi, vendredi, samedi", "open": "9h-12h"}]),
    )
    assert (
        clean(opening_words.describe_opening_hours(site, Words()))
        == "le lundi, le mardi et du jeudi au samedi de 9 h à 12 h"
    )


def test_each_place_and_each_exception_ahead_has_its_line() -> None:
    tables = [
        *WEEK[1:],
        {"date": "2026-12-24", "open": "fermé"},
        {"date": "2026-12-28", "until": "2027-01-02", "open": "9h-10h"},
        {"date": "2027-03-01", "open": "fermé"},
        {"place": "Annexe de Kerlouan", "days": "mardi", "open": "14h-16h"},
    ]
    site = Site("SA", "Mairie", opening=parse_opening_hours(tables))
    assert clean(opening_words.describe_opening_hours(site, Words(), date(2026, 12, 1))).split("\n") == [
        "le samedi de 9 h à 11 h 30",
        "Exceptionnellement, le 24 décembre 2026 : fermé",
        "Exceptionnellement, du 28 décembre 2026 au 2 janvier 2027 : de 9 h à 10 h",
        "Annexe de Kerlouan : le mardi de 14 h à 16 h",
    ]
    assert "Exception" not in opening_words.describe_opening_hours(site, Words())


def test_whoever_stands_at_the_door_is_told_when_it_opens() -> None:
    for moment, said in [
        ("2026-11-26T07:00", "Ouvre aujourd’hui à 9 h"),
        ("2026-11-26T08:30", "Ouvert jusqu’à 12 h"),
        ("2026-11-26T19:00", "Ouvre demain à 9 h"),
        ("2026-11-28T12:00", "Ouvre lundi à 9 h"),
    ]:
        now = datetime.fromisoformat(moment).replace(tzinfo=UTC)  # an hour behind Paris in winter
        assert clean(opening_words.describe_next_opening(SITE, Words(), now)) == said


def test_a_long_closure_is_told_with_the_day_it_ends() -> None:
    shut = {"date": "2026-12-19", "until": "2027-01-02", "open": "fermé"}
    site, now = Site("SA", "Mairie", opening=parse_opening_hours([*WEEK, shut])), datetime(2026, 12, 19, 12, tzinfo=UTC)
    assert clean(opening_words.describe_next_opening(site, Words(), now)) == "Ouvre le 4 janvier 2027 à 9 h"
    assert opening_words.describe_next_opening(site, Words("ar"), now)


def test_the_town_halls_own_words_come_first() -> None:
    site = Site("SA", "Mairie", hours="sur rendez-vous", opening=SITE.opening)
    assert opening_words.describe_opening_hours(site, Words()) == "sur rendez-vous"
    assert opening_words.describe_next_opening(site, Words(), datetime(2026, 11, 26, 8, tzinfo=UTC)) == ""
    assert opening_words.describe_opening_hours(Site("SA", "Mairie"), Words()) == ""
