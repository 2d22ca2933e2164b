"""The forms in which a word may lie in a file, and a search for thousands of them at once.

Each pattern is found by an anchor, a few bytes that it shares with as many others as possible: a file is walked through
once for every anchor, some dozens, and not once for every pattern.
"""

import base64
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

ANCHOR = {"utf-8": 3}
"""Bytes of an anchor, four unless said here: the words of the run have three letters in common."""
_FOLDED = ("utf-8", "utf-16", "hexadecimal")
"""Forms looked for without regard to capitals."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One word in one form."""

    word: str
    form: str
    bytes: bytes


class Forms:
    """Every word in every form; `secrets` are looked for as they are."""

    def __init__(self, words: list[str], secrets: list[bytes]) -> None:
        patterns = {pattern for word in words for pattern in forms_of(word)}
        patterns |= {Pattern(secret[:4].hex(), "bytes", secret) for secret in secrets}
        self._folded = _by_anchor([pattern for pattern in patterns if pattern.form in _FOLDED])
        self._exact = _by_anchor([pattern for pattern in patterns if pattern.form not in _FOLDED])

    def within(self, data: bytes) -> Iterator[tuple[str, str]]:
        """Each `(word, form)` that lies in these bytes as they are."""
        yield from _found(data.lower(), self._folded)
        yield from _found(data, self._exact)


def forms_of(word: str) -> Iterator[Pattern]:
    """UTF-8, UTF-16 of either order, hexadecimal, and base64 wherever the word begins in a longer text."""
    low = word.lower()
    yield Pattern(word, "utf-8", low.encode())
    # Without the last zero it is found in both byte orders.
    yield Pattern(word, "utf-16", low.encode("utf-16-le")[:-1])
    for written in {word, low, word.upper()}:
        exact = written.encode()
        yield Pattern(word, "hexadecimal", exact.hex().encode())
        for shift in range(3):
            coded = base64.b64encode(bytes(shift) + exact)
            # The characters that do not depend on what stands before and after.
            sure = coded[(4 * shift + 2) // 3 : 4 * (shift + len(exact)) // 3]
            for pattern in {sure, sure.replace(b"+", b"-").replace(b"/", b"_")}:
                yield Pattern(word, "base64", pattern)


def _by_anchor(patterns: list[Pattern]) -> dict[bytes, list[tuple[Pattern, int]]]:
    """Each pattern under one anchor, with the place of the anchor in it; the most shared anchors first."""
    chosen: dict[bytes, list[tuple[Pattern, int]]] = {}
    left = set(patterns)
    while left:
        counts = Counter(gram for pattern in left for gram in set(_grams(pattern)))
        anchor = max(sorted(counts), key=counts.__getitem__)
        covered = [pattern for pattern in left if anchor in set(_grams(pattern))]
        chosen.setdefault(anchor, []).extend((pattern, pattern.bytes.index(anchor)) for pattern in covered)
        left.difference_update(covered)
    return chosen


def _grams(pattern: Pattern) -> Iterator[bytes]:
    size = min(ANCHOR.get(pattern.form, 4), len(pattern.bytes))
    return (pattern.bytes[at : at + size] for at in range(len(pattern.bytes) - size + 1))


def _found(data: bytes, anchors: dict[bytes, list[tuple[Pattern, int]]]) -> Iterator[tuple[str, str]]:
    for anchor, patterns in anchors.items():
        at = data.find(anchor)
        while at >= 0:
            for pattern, offset in patterns:
                if at >= offset and data.startswith(pattern.bytes, at - offset):
                    yield pattern.word, pattern.form
            at = data.find(anchor, at + 1)
