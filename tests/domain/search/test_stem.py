"""The stem that forms of one word share."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.search.stem import stem


def test_forms_of_one_word_meet() -> None:
    for family in [
        "heberger heberge hebergee hebergement hebergements", "demenager demenage demenagement demenagements",
        "loger logement logements loge", "voter vote votes", "cheval chevaux", "bureau bureaux",
        "inscription inscriptions", "election elections", "handicap handicape handicapee handicapes",
        "recensement recenser", "naissance naissances", "move moved moving moves",
    ]:  # fmt: skip
        assert len({stem(word) for word in family.split()}) == 1


def test_other_words_do_not() -> None:
    for one, other in [("carte", "carton"), ("logement", "longueur"), ("passeport", "passage"), ("aide", "aidant")]:
        assert stem(one) != stem(other)


def test_short_words_numbers_and_other_scripts_are_their_own_stem() -> None:
    for word in ["cni", "rue", "12669", "18h30", "بطاقة", "ans"]:
        assert stem(word) == word


@given(st.text("abcdefghijklmnopqrstuvwxyz", max_size=30))
def test_a_stem_is_never_empty_nor_longer(word: str) -> None:
    assert len(stem(word)) <= len(word)
    assert bool(stem(word)) is bool(word)
