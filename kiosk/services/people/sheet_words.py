"""Read the twelve words of a recovery sheet as typed, and say which word is wrong where the right sheet is known."""

import hashlib
from collections.abc import Iterator

from kiosk.crypto import sealing
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.people import sign_in_factors
from kiosk.services.people.sign_in_factors import SHEET_WORDS

_LIST = 2048
_WORD_BITS = 11
_CHECK_BITS = 4


def pair_of(typed: str, public: bytes) -> sealing.Pair:
    """The key pair of the sheet whose public key is known, from its words as typed.

    One wrong word among twelve is found by trying the others in its place, 0.2 s of work; which word would be right is
    not said. Raises `Refused`: `not-a-sheet` (not twelve words, or several wrong ones), `wrong-sheet-word` with its
    `place` from 1 and as it was `typed`, `another-sheet` (twelve words that belong together).
    """
    words = typed.split()
    if len(words) != SHEET_WORDS:
        raise Refused(Refusal.NOT_A_SHEET, words=SHEET_WORDS)
    numbers = [sign_in_factors.number_of(word) for word in words]
    if None in numbers:
        place = numbers.index(None)
        raise Refused(Refusal.WRONG_SHEET_WORD, place=place + 1, typed=words[place])
    known = [number for number in numbers if number is not None]
    entropy = _entropy(known)
    if entropy is not None and (pair := sign_in_factors.sheet_pair(entropy)).public == public:
        return pair
    for place, other in _one_word_changed(known):
        if sign_in_factors.sheet_pair(other).public == public:
            raise Refused(Refusal.WRONG_SHEET_WORD, place=place + 1, typed=words[place])
    raise Refused(Refusal.ANOTHER_SHEET if entropy is not None else Refusal.NOT_A_SHEET, words=SHEET_WORDS)


def _one_word_changed(numbers: list[int]) -> Iterator[tuple[int, bytes]]:
    """Each place with the entropy of every sheet that differs in that word alone."""
    for place in range(SHEET_WORDS):
        for number in range(_LIST):
            entropy = _entropy([*numbers[:place], number, *numbers[place + 1 :]])
            if entropy is not None:
                yield place, entropy


def _entropy(numbers: list[int]) -> bytes | None:
    """The 16 bytes that twelve words stand for, None where the checksum does not hold (BIP 39)."""
    whole = 0
    for number in numbers:
        whole = whole << _WORD_BITS | number
    entropy = (whole >> _CHECK_BITS).to_bytes(SHEET_WORDS * _WORD_BITS // 8)
    return entropy if hashlib.sha256(entropy).digest()[0] >> (8 - _CHECK_BITS) == whole & 15 else None
