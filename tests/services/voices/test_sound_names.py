"""Names of sounds tell nothing of what is said, and change with whatever changes the sound."""

from kiosk.services.voices.sound_names import language_of, sentence_id, stem


def test_each_part_changes_the_name() -> None:
    usual = stem("fr", "espeak-ng", "1.52", "Bonjour")
    others = {
        stem("en", "espeak-ng", "1.52", "Bonjour"), stem("fr", "piper", "1.52", "Bonjour"),
        stem("fr", "espeak-ng", "1.53", "Bonjour"), stem("fr", "espeak-ng", "1.52", "Bonsoir"),
    }  # fmt: skip
    assert len(others) == 4 and usual not in others
    assert language_of(f"{usual}.opus") == "fr"


def test_what_is_no_name_leads_nowhere() -> None:
    for name in ("../../box.db", "fr-x.wav", f"fr-{'0' * 32}.mp3", f"fr-{'0' * 32}.wav\n", ""):
        assert language_of(name) == ""


def test_white_space_changes_no_sentence() -> None:
    assert sentence_id("Votre  demande\u00a0: oui") == sentence_id(" Votre demande : oui ")
