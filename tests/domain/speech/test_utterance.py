"""Tests for kiosk/domain/speech/utterance.py."""

import pytest

from kiosk.domain.speech.utterance import MOST_SIGNS, Role, Utterance


def test_nothing_and_a_book_are_not_spoken_at_once() -> None:
    for text in ["", "  \n", "a" * (MOST_SIGNS + 1)]:
        with pytest.raises(ValueError, match="utterance"):
            Utterance("fr", Role.TEXT, text)


def test_an_utterance_is_public_unless_it_says_otherwise() -> None:
    assert not Utterance("fr", Role.TITLE, "Quelle est votre date de naissance ?").private
