"""How near two words are."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.search.nearness import allowed, letters, slips

WORDS = st.text("abcde", max_size=8)


def test_a_letter_left_out_added_changed_or_swapped_is_one_slip() -> None:
    for one, other, count in [
        ("naissance", "naissance", 0), ("naisance", "naissance", 1), ("naissnace", "naissance", 1),
        ("mdhp", "mdph", 1), ("passeort", "passeport", 1), ("apartemant", "appartement", 2), ("", "ab", 2),
    ]:  # fmt: skip
        assert slips(one, other, 2) == slips(other, one, 2) == count


def test_what_is_farther_than_asked_is_only_known_to_be_farther() -> None:
    assert slips("carte", "logement", 2) == 3
    assert slips("carte", "porte", 1) == 2


@given(WORDS, WORDS)
def test_stopping_early_changes_nothing(one: str, other: str) -> None:
    whole = slips(one, other, 20)
    assert slips(one, other, 2) == min(whole, 3)


@given(WORDS, WORDS)
def test_letters_never_shut_out_a_near_word(one: str, other: str) -> None:
    assert (letters(one) ^ letters(other)).bit_count() <= 2 * slips(one, other, 20)


def test_long_words_forgive_more_and_numbers_nothing() -> None:
    for word, count in [("cmu", 0), ("mdph", 1), ("mutuell", 1), ("mutuelle", 2), ("12669", 0)]:
        assert allowed(word) == count
