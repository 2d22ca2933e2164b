"""The stem that forms of one word share."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.search.stem import stem


@pytest.mark.parametrize(
    "family",
    [
        "heberger heberge hebergee hebergement hebergements",
        "demenager demenage demenagement demenagements",
        "loger logement logements loge",
        "voter vote votes",
        "cheval chevaux",
        "bureau bureaux",
        "inscription inscriptions",
        "election elections",
        "handicap handicape handicapee handicapes",
        "recensement recenser",
        "naissance naissances",
        "move moved moving moves",
    ],
)
def test_forms_of_one_word_meet(family: str) -> None:
    assert len({stem(word) for word in family.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("carte", "carton"), ("logement", "longueur"), ("passeport", "passage"), ("aide", "aidant")]
)
def test_other_words_do_not(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize("word", ["cni", "rue", "12669", "18h30", "بطاقة", "ans"])
def test_short_words_numbers_and_other_scripts_are_their_own_stem(word: str) -> None:
    assert stem(word) == word


@given(st.text("abcdefghijklmnopqrstuvwxyz", max_size=30))
def test_a_stem_is_never_empty_nor_longer(word: str) -> None:
    assert len(stem(word)) <= len(word)
    assert bool(stem(word)) is bool(word)
