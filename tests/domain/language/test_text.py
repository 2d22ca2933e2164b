"""Words of a procedure file."""

from kiosk.domain.language.text import EMPTY, Text


def test_a_text_without_french_is_empty():
    assert not EMPTY and not Text(plain="seul") and Text("Nom")


def test_context_tells_two_equal_words_apart():
    assert Text("Nom", context="birth-certificate") != Text("Nom", context="identity-card")
