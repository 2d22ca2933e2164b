"""What a voice is given to say."""

from kiosk.services.voices.spoken_text import spoken_text


def test_a_number_is_said_sign_by_sign_where_it_is_spelled() -> None:
    assert spoken_text("AB 12", "fr", "spell") == "A majuscule, B majuscule, espace, 1, 2"
    assert spoken_text("Votre\n  demande", "fr", "") == "Votre demande"


def test_a_reference_is_said_slowly_by_its_letters_and_groups() -> None:
    assert spoken_text("SA1042K", "fr", "slow") == "S, A, 10, 42, K"


def test_what_is_kept_and_what_is_made_now_are_said_alike() -> None:
    assert spoken_text("Ouvert à 9 h", "fr", "") == "Ouvert à 9 heures"


def test_an_arabic_sentence_that_ships_is_said_with_its_vowels() -> None:
    assert spoken_text("نعم", "ar", "").startswith("نَعَم")
    assert spoken_text("نعم", "ar", "spell") == "نون, عَين, ميم"
