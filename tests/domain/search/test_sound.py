"""How a word sounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.search.sound import sound


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("pasport", "passeport"),
        ("ekol", "ecole"),
        ("kantine", "cantine"),
        ("nessance", "naissance"),
        ("elecsion", "election"),
        ("demenajement", "demenagement"),
        ("otorisation", "autorisation"),
        ("andicape", "handicape"),
        ("identiter", "identite"),
        ("matairnelle", "maternelle"),
        ("recencement", "recensement"),
        ("grize", "grise"),
    ],
)
def test_words_written_as_they_are_heard_sound_alike(heard: str, written: str) -> None:
    assert sound(heard) == sound(written) != ""


@pytest.mark.parametrize(("one", "other"), [("carte", "carton"), ("logement", "longueur"), ("maison", "maternelle")])
def test_other_words_do_not(one: str, other: str) -> None:
    assert sound(one) != sound(other)


@pytest.mark.parametrize("word", ["cni", "rue", "12669", "بطاقة", "vote"])
def test_nothing_sounds_like_a_short_word_a_number_or_another_script(word: str) -> None:
    assert sound(word) == ""


@given(st.text("abcdefghijklmnopqrstuvwxyz", max_size=30))
def test_a_sound_never_grows(word: str) -> None:
    assert len(sound(word)) <= len(word) + word.count("tion")
