"""The language that an answer in a person's own words is written in."""

from kiosk.domain.answers.case import Answer
from kiosk.domain.answers.written_language import mark_language
from kiosk.domain.language.text import Text
from kiosk.domain.procedure.procedure import Choice, Field

LATIN = {"fr": True, "es": True, "ar": False, "uk": False}


def language_of(kind: str, value: object, language: str) -> str:
    choices = (Choice("كلمة", Text("Un mot")), Choice("b", Text("Un autre"))) if kind == "choice" else ()
    field = Field("said", kind, Text("Dites"), choices=choices)
    return mark_language(field, Answer(value=value), language, LATIN[language]).language


def test_words_are_of_the_language_whose_letters_or_sentences_they_are() -> None:
    for kind, value, language, found in [
        ("long_text", "المصباح لا يعمل", "ar", "ar"),
        ("text", "باريس", "ar", "ar"),
        ("address", {"street": "вулиця Франка", "city": "Львів"}, "uk", "uk"),
        ("long_text", "La farola no funciona", "es", "es"),
        ("text", "Rue du Bac", "es", ""),
        ("long_text", "Rue du Bac", "ar", ""),
        ("long_text", "Le lampadaire est éteint", "fr", ""),
        ("choice", "كلمة", "ar", ""),
        ("number", 3, "ar", ""),
        ("long_text", None, "es", ""),
    ]:
        assert language_of(kind, value, language) == found


def test_what_is_written_anew_in_french_is_french_again() -> None:
    field = Field("said", "long_text", Text("Dites"))
    assert mark_language(field, Answer(value="Éteint", language="ar"), "fr", True).language == ""
