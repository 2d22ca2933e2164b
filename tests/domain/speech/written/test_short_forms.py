"""Short forms are said in full, and words that only look like them stay."""

from kiosk.domain.speech.said_as import said_as


def test_no_is_a_number_only_before_a_figure() -> None:
    assert said_as("le no 12", "fr") == "le numéro 12"
    assert said_as("Say no.", "en") == "Say no."


def test_the_end_of_a_sentence_is_no_short_form() -> None:
    assert said_as("la lettre M.", "fr") == "la lettre M."


def test_every_language_says_the_french_sign_of_a_number() -> None:
    for language in ("fr", "en", "ar", "uk", "es", "pt"):
        assert "°" not in said_as("n° 12", language) and "12" in said_as("n° 12", language)


def test_a_hard_word_is_written_as_it_sounds() -> None:
    assert said_as("code PIN de l’Insee", "fr") == "code pinn de l’Insée"
