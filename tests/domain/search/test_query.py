"""What a person types to find a procedure."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.search import query


def test_the_words_that_carry_something_are_kept() -> None:
    for typed, words in [
        ("J’ai perdu ma carte d'identité", ["perdu", "carte", "identite"]),
        ("Comment je peux faire pour l`École ?", ["ecole"]),
        ("how do I register my daughter", ["register", "daughter"]),
        ("pré-demande, cœur", ["pre", "demande", "coeur"]), ("carte carte CARTE", ["carte"]),
        ("né(e) en 1944", ["1944"]), ('🍕 ** " NEAR( -', ["near"]), ("بطاقة", ["بطاقة"]), ("", []),
    ]:  # fmt: skip
        assert query.search_words(typed) == words


def test_a_form_is_its_number_whatever_its_version() -> None:
    for typed in ["cerfa 12669", "Cerfa n° 12669*02", "12 669", "12\u202f669 * 02", "12.669*2"]:
        assert "12669" in query.search_words(typed)
        assert "02" not in query.search_words(typed)


def test_other_numbers_stay_as_they_are() -> None:
    assert query.search_words("02 99 00 00 00, 35140 Saint-Aubin, 16 ans") == [
        "02", "99", "00", "35140", "saint", "aubin", "16", "ans",
    ]  # fmt: skip


def test_a_question_that_has_not_begun_says_nothing_yet() -> None:
    for typed in ["", "   ", "j", "je veux", "Bonjour, je voudrais", "comment faire"]:
        assert query.says_nothing_yet(typed)


def test_what_is_not_understood_is_still_a_question() -> None:
    for typed in ["je veux voter", "🍕", "?!", "xyz", "*"]:
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
