"""Days, moments and telephone numbers as people read them."""

from datetime import UTC, datetime, timedelta

from flask import Flask

from hub.web.filters import age, ago, day, gigabytes, lasting, moment, phone


def test_a_day_and_a_moment_are_said_in_french_in_the_time_of_paris(app: Flask) -> None:
    with app.test_request_context():
        assert day("2026-11-01") == "1 novembre 2026"
        assert moment(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)) == "2 juillet 2026, 00:30"
        assert moment(datetime(2026, 12, 1, 22, 30, tzinfo=UTC)) == "1 décembre 2026, 23:30"


def test_a_french_number_is_said_as_it_is_dialled_at_home() -> None:
    for number, said in [
        ("+33612345678", "06 12 34 56 78"),
        ("+3361234567", "+3361234567"),
        ("+212612345678", "+212612345678"),
        ("", ""),
        ("+33x12345678", "+33x12345678"),
    ]:
        assert phone(number).replace("\N{NO-BREAK SPACE}", " ") == said


def test_an_age_a_duration_and_a_disk_are_said_as_people_say_them(app: Flask) -> None:
    now = datetime(2026, 12, 1, 12, tzinfo=UTC)
    with app.test_request_context():
        said = (
            ago(now - timedelta(days=3), now), ago(now + timedelta(hours=2), now), age(now - timedelta(days=3), now),
            lasting(720), gigabytes(41_460_000_000),
        )  # fmt: skip
    plain = [words.replace("\N{NO-BREAK SPACE}", " ") for words in said]
    assert plain == ["il y a 3 jours", "dans 2 heures", "3 jours", "12 minutes", "41,5"]
