"""Dates and hours: what is none stays as it is written."""

from kiosk.domain.speech.said_as import said_as


def test_a_date_in_figures_is_said_with_its_month() -> None:
    for written in ["03/05/1945", "3/5/1945", "03.05.1945", "1945-05-03"]:
        assert said_as(written, "fr") == "3 mai 1945"


def test_a_day_without_its_year_needs_both_its_zeros() -> None:
    assert said_as("du 03/05 au 04/06", "fr") == "du 3 mai au 4 juin"
    assert said_as("3/5", "fr") == "3 sur 5"


def test_no_day_of_a_calendar_is_no_date() -> None:
    for written in ["40/05/1945", "03/13/1945"]:
        assert "1945" in said_as(written, "fr") and "mai" not in said_as(written, "fr")


def test_a_proportion_is_no_hour() -> None:
    assert said_as("1:5", "fr") == "1:5"
    assert said_as("25:30", "fr") == "25:30"
