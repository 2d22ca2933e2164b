"""How `kiosk.words.words` says texts, codes, days and numbers; that every code has words is in test_words."""

from datetime import UTC, date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

import pytest

from kiosk.domain.language.text import EMPTY, Text
from kiosk.services.box.box import Box
from kiosk.words.languages import spoken
from kiosk.words.words import CLOSES, OPENS, Words

EVENING = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "day", "said"),
    [
        ("fr", date(2026, 11, 24), "24 novembre 2026"),
        ("fr", date(2026, 12, 1), "1er décembre 2026"),
        ("fr", date(2026, 12, 11), "11 décembre 2026"),
        ("fr", date(2026, 12, 21), "21 décembre 2026"),
        ("en", date(2026, 12, 1), "December 1, 2026"),
        ("ar", date(2026, 12, 1), "1 ديسمبر 2026"),
        ("uk", date(2026, 12, 1), "1 грудня 2026\u202fр."),
        ("es", date(2026, 12, 1), "1 de diciembre de 2026"),
        ("pt", date(2026, 12, 1), "1 de dezembro de 2026"),
    ],
)
def test_a_day_is_said_as_people_say_it(language: str, day: date, said: str) -> None:
    assert Words(language).day(day) == said


def test_a_moment_is_said_at_the_sites_hour() -> None:
    assert Words().moment(EVENING) == "vendredi 1er janvier 2027 à 00:30"
    assert Words(zone=ZoneInfo("America/Guadeloupe")).moment(EVENING) == "jeudi 31 décembre 2026 à 19:30"
    assert Words().short(EVENING) == "01/01 00:30"
    assert "2027" in Words("en").moment(EVENING)


def test_numbers_and_lists_are_said_in_the_language() -> None:
    assert Words().number(1234.5).replace("\u202f", " ") == "1 234,5"
    assert Words("en").number(1234.5) == "1,234.5"
    assert Words().listed(["a", "b", "c"]) == "a, b et c"
    assert Words("en").listed(["a", "b"]) == "a and b"
    assert Words().listed([]) == ""


def test_countries_are_said_in_the_language() -> None:
    assert (Words().country("DE"), Words("en").country("DE"), Words().country("xx")) == ("Allemagne", "Germany", "xx")
    assert len(Words("en").countries()) == 250 and Words("en").countries()[-1] == "Zimbabwe"


def test_a_code_is_said_in_the_language_and_else_in_french() -> None:
    assert Words().code("state", "accepted") == "Acceptée"
    assert Words("en").code("state", "accepted") != "Acceptée"
    assert Words("tr").code("state", "accepted") == "Acceptée"
    assert Words("tr").code("state", "no such code") == "no such code"
    assert not Words("tr").has("state", "accepted") and Words("es").has("state", "accepted")


def test_french_that_stands_in_for_other_words_is_marked_on_pages_alone() -> None:
    title = Text("Rien de tel", context="birth-certificate")
    assert Words("es").text(title) == "Rien de tel"
    assert Words("es").marked.text(title) == f"{OPENS}Rien de tel{CLOSES}"
    assert Words("tr").marked.code("state", "accepted") == f"{OPENS}Acceptée{CLOSES}"
    assert Words("fr").marked.text(title) == "Rien de tel"


def test_what_the_mediator_reads_beside_it_is_the_french(box: Box) -> None:
    procedure = box.catalogue.get("birth-certificate")
    assert procedure is not None
    assert Words("ar").french(procedure.title) == procedure.title.text
    assert Words("fr").french(procedure.title) == Words("tr").french(procedure.title) == "", "French already"


def test_holes_in_words_are_filled() -> None:
    assert "2" in Words().code("paper", "copy", number=2)
    assert "100 %" not in Words().code("paper", "receipt")


def test_a_plain_variant_is_preferred_only_by_who_asked_for_it() -> None:
    text = Text("Préciser la filiation", "Dire qui sont les parents")
    assert (Words().text(text), Words(plain=True).text(text)) == (text.text, text.plain)
    assert Words(plain=True).text(Text("Sans variante")) == "Sans variante"
    assert Words().text(EMPTY) == Words("en").text(EMPTY) == ""


def test_a_procedure_without_a_translation_is_in_french(box: Box) -> None:
    procedure = box.catalogue.get("birth-certificate")
    assert procedure is not None
    assert Words("en").text(procedure.title) != procedure.title.text
    assert Words("tr").text(procedure.title) == procedure.title.text
    assert Words("en", plain=True).text(procedure.title) not in (procedure.title.text, procedure.title.plain, "")


def test_languages_are_written_in_their_direction() -> None:
    assert [Words(language).direction for language in ("fr", "ar", "uk", "fa")] == ["ltr", "rtl", "ltr", "rtl"]


def test_a_length_of_time_is_said_with_its_unit() -> None:
    assert Words().span(1, "day").replace("\u00a0", " ") == "1 jour"
    assert Words().span(18, "month").replace("\u00a0", " ") == "18 mois"
    assert Words("en").span(2, "year") == "2 years"


@pytest.mark.parametrize("unit", ["day", "month", "year"])
def test_every_language_that_ships_has_words_for_a_length_of_time(unit: Literal["day", "month", "year"]) -> None:
    """CLDR writes some of them in one word, such as two days in Arabic."""
    for language in spoken():
        for count in (1, 2, 3, 18, 30, 100):
            assert unit not in Words(language).span(count, unit) or language == "en"
    assert [Words("ar").span(count, "day") for count in (2, 3, 30)] == ["يومان", "3 أيام", "30 يومًا"]
    assert [Words("uk").span(count, "month") for count in (1, 18)] == ["1 місяць", "18 місяців"]
