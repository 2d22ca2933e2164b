"""How a word sounds."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.search.sound import sound


def test_words_written_as_they_are_heard_sound_alike() -> None:
    for heard, written in [
        ("pasport", "passeport"), ("ekol", "ecole"), ("kantine", "cantine"), ("nessance", "naissance"),
        ("elecsion", "election"), ("demenajement", "demenagement"), ("otorisation", "autorisation"),
        ("andicape", "handicape"), ("identiter", "identite"), ("matairnelle", "maternelle"),
        ("recencement", "recensement"), ("grize", "grise"),
    ]:  # fmt: skip
        assert sound(heard) == sound(written) != ""


def test_other_words_do_not() -> None:
    for one, other in [("carte", "carton"), ("logement", "longueur"), ("maison", "maternelle")]:
        assert sound(one) != sound(other)


def test_nothing_sounds_like_a_short_word_a_number_or_another_script() -> None:
    for word in ["cni", "rue", "12669", "بطاقة", "vote"]:
        assert sound(word) == ""


@given(st.text("abcdefghijklmnopqrstuvwxyz", max_size=30))
def test_a_sound_never_grows(word: str) -> None:
    assert len(sound(word)) <= len(word) + word.count("tion")
