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
        ("fr", "1\u202f—", "1, espace, tiret"),
        ("ar", "٣", "3"),
    ]:
        assert said_as(text, language, "spell") == said


def test_every_sign_of_a_keyboard_has_a_name() -> None:
    for language in LANGUAGES:
        own, french = read_lexicon(language), read_lexicon("fr")
        assert all(own.rows(kind).keys() == french.rows(kind).keys() for kind in ("name", "accent"))
        assert "{}" in own.word("capital")
        for code in range(32, 127):
            assert key_name(chr(code), language).strip(), chr(code)
    assert key_name("漢", "fr") == "漢"
