"""Initials are said as people say them, and family names in capitals are names."""

from kiosk.domain.speech.said_as import said_as


def test_initials_are_said_by_letters_or_as_a_word() -> None:
    for written, said in [
        ("la CAF", "la Caf"),
        ("le RSA", "le R S A"),
        ("l’AAH", "l’A A H"),
        ("la M.S.A.", "la M S A"),
        ("la CNI", "la C N I"),
    ]:
        assert said_as(written, "fr") == said


def test_a_family_name_is_not_spelled() -> None:
    assert said_as("Nadia ROUX, LE GALL", "fr") == "Nadia ROUX, LE GALL"


def test_initials_without_a_vowel_can_only_be_spelled() -> None:
    assert said_as("le XKCD", "fr") == "le X K C D"


def test_in_another_script_letters_have_their_french_names() -> None:
    assert said_as("MDPH", "ar") == "إم دي بي آش"
    assert said_as("MDPH", "uk") == "ем де пе аш"


def test_a_word_of_the_language_stands_for_initials_that_it_took_over() -> None:
    assert said_as("PIN-кодом", "uk") == "пін-кодом"
