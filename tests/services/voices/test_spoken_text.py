"""What a voice is given to say."""

from kiosk.services.voices.spoken_text import spoken_text


def test_a_number_is_said_sign_by_sign_where_it_is_spelled() -> None:
    assert spoken_text("AB 12", "fr", "spell").startswith("A")
    assert spoken_text("Votre\n  demande", "fr", "") == "Votre demande"
