"""Spelling: each sign by its name, in the language of who listens."""

from kiosk.words.vocalised import read_lexicon
from tests.domain.speech.saying import key_name, said_as

LANGUAGES = ("fr", "en", "ar", "uk", "es", "pt")


def test_a_text_is_spelled() -> None:
    for language, text, said in [
        ("fr", "B-4 é", "B majuscule, tiret, 4, espace, E accent aigu"),
        ("fr", "Œ", "e dans l’o majuscule"),
        ("en", "aB@", "eh, capital B, at"),
        ("ar", "مح", "ميم, حاء"),
        ("ar", "B", "بي كبير"),
        ("uk", "Їж’", "ї велика, же, апостроф"),
        ("es", "ñ1", "eñe, 1"),
        ("pt", "ã.", "á com til, ponto"),
    ]:
        assert said_as(text, language, "spell") == said


def test_a_thin_space_is_a_space_and_a_long_dash_a_dash() -> None:
    assert said_as("1\u202f—", "fr", "spell") == "1, espace, tiret"


def test_figures_of_another_script_are_said_as_figures() -> None:
    assert said_as("٣", "ar", "spell") == "3"


def test_every_sign_of_a_keyboard_has_a_name() -> None:
    for language in LANGUAGES:
        own, french = read_lexicon(language), read_lexicon("fr")
        assert all(own.rows(kind).keys() == french.rows(kind).keys() for kind in ("name", "accent"))
        assert "{}" in own.word("capital")
        for code in range(32, 127):
            assert key_name(chr(code), language).strip(), chr(code)


def test_a_sign_nobody_named_is_left_to_the_voice() -> None:
    assert key_name("漢", "fr") == "漢"
