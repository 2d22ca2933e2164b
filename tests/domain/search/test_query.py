"""What a person types to find a procedure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.search import query


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("J’ai perdu ma carte d'identité", ["perdu", "carte", "identite"]),
        ("Comment je peux faire pour l`École ?", ["ecole"]),
        ("how do I register my daughter", ["register", "daughter"]),
        ("pré-demande, cœur", ["pre", "demande", "coeur"]),
        ("carte carte CARTE", ["carte"]),
        ("né(e) en 1944", ["1944"]),
        ('🍕 ** " NEAR( -', ["near"]),
        ("بطاقة", ["بطاقة"]),
        ("", []),
    ],
)
def test_the_words_that_carry_something_are_kept(typed: str, words: list[str]) -> None:
    assert query.search_words(typed) == words


@pytest.mark.parametrize("typed", ["cerfa 12669", "Cerfa n° 12669*02", "12 669", "12\u202f669 * 02", "12.669*2"])
def test_a_form_is_its_number_whatever_its_version(typed: str) -> None:
    assert "12669" in query.search_words(typed)
    assert "02" not in query.search_words(typed)


def test_other_numbers_stay_as_they_are() -> None:
    assert query.search_words("02 99 00 00 00, 35140 Saint-Aubin, 16 ans") == [
        "02", "99", "00", "35140", "saint", "aubin", "16", "ans",
    ]  # fmt: skip


@pytest.mark.parametrize("typed", ["", "   ", "j", "je veux", "Bonjour, je voudrais", "comment faire"])
def test_a_question_that_has_not_begun_says_nothing_yet(typed: str) -> None:
    assert query.says_nothing_yet(typed)


@pytest.mark.parametrize("typed", ["je veux voter", "🍕", "?!", "xyz", "*"])
def test_what_is_not_understood_is_still_a_question(typed: str) -> None:
    assert not query.says_nothing_yet(typed)


@given(st.text(max_size=400))
def test_whatever_is_typed_words_are_few_short_and_letters_or_digits(typed: str) -> None:
    words = query.search_words(typed)
    assert len(words) <= query.MOST_WORDS
    assert all(word.isalnum() and word not in query.EMPTY for word in words)
    query.says_nothing_yet(typed)


def test_ten_thousand_characters_cost_no_more_than_two_hundred() -> None:
    assert query.search_words("passeport " * 1_000) == ["passeport"]
    assert query.search_words(" " * 10_000 + "passeport") == []
