"""Compares words that somebody copied by hand with those that were shown, and names the first that is wrong."""

import re
from collections.abc import Sequence

from kiosk.domain.language import spelling
from kiosk.error_codes import Refusal
from kiosk.errors import Refused

_TOLD_APART = 4
"""No two words of the list begin with the same four letters."""
_BETWEEN = re.compile(r"[\s,;.:0-9)-]+")
"""What people write between words: spaces, commas, the numbers of a list."""


def split(typed: str) -> list[str]:
    """The words in a text, without what stands between them."""
    return [word for word in _BETWEEN.split(typed) if word]


def check_word(shown: str, place: int, typed: str) -> None:
    """Check the word at a place, counted from 1, of words that were shown. Capitals and accents do not count.

    Raises `Refused`: `word-missing`, `another-word`.
    """
    if not typed.strip():
        raise Refused(Refusal.WORD_MISSING, place=place)
    if _beginning(typed) != _beginning(shown.split()[place - 1]):
        raise Refused(Refusal.ANOTHER_WORD, place=place)


def faults(shown: str, typed: Sequence[str]) -> dict[int, Refused]:
    """What is wrong with each word, by its place counted from 1; empty where all are right."""
    wrong: dict[int, Refused] = {}
    for place in range(1, len(shown.split()) + 1):
        try:
            check_word(shown, place, typed[place - 1] if place <= len(typed) else "")
        except Refused as refused:
            wrong[place] = refused
    return wrong


def _beginning(word: str) -> str:
    return spelling.unaccented(word.strip())[:_TOLD_APART]
