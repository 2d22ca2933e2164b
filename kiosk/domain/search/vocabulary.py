"""The vocabulary of the catalogue, and which of its words a typed word may mean."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from kiosk.domain.search.nearness import allowed, letters, slips
from kiosk.domain.search.sound import sound
from kiosk.domain.search.stem import stem

PREFIX, ELIDED, HEARD, NEAR = 0.8, 0.9, 0.8, (1.0, 0.7, 0.45)
"""Weight of a match by prefix, after removing an elision, by its sound, and with no, one or two slips."""
LEAST_PREFIX, LEAST_TYPED = 4, 2
"""Fewest letters of a prefix: of any word, and of the word being typed."""
_ELISIONS = ("qu", "l", "d", "j", "m", "t", "s", "n", "c")
_OPEN = frozenset("aeiouyh")


class Vocabulary:
    """Every word of a catalogue. Slips are tolerated only for `told`, the words of titles and keywords.

    Long explanations hold so many words that some word would be near anything.
    """

    def __init__(self, words: Iterable[str], known_words: Iterable[str]) -> None:
        self._stems = {word: stem(word) for word in words}
        self._known = frozenset(self._stems.values())
        self._told: dict[int, list[tuple[str, int]]] = defaultdict(list)
        self._sounds: dict[str, set[str]] = defaultdict(set)
        for word in set(known_words):
            self._told[len(word)].append((word, letters(word)))
            self._sounds[sound(word)].add(self._stems[word])
        self._sounds.pop("", None)

    def meant(self, word: str, typing: bool = False) -> Mapping[str, float]:
        """The stems that a folded word may mean, with their weights (at most 1); empty if nothing is near.

        A known word means itself. Otherwise it is taken as the beginning of a word, as a word glued to its elision
        (« didentité »), as written by its sound (« pasport »), or as misspelt; `typing` says that more letters may
        follow.
        """
        own = stem(word)
        begun = self._begun(word, LEAST_TYPED if typing else LEAST_PREFIX)
        if own in self._known:
            return {own: 1.0} | ({root: PREFIX for root in begun if root != own} if typing else {})
        return dict.fromkeys(begun, PREFIX) or self._elided(word) or self._heard(word) or self._near(word)

    def _heard(self, word: str) -> dict[str, float]:
        return dict.fromkeys(self._sounds.get(sound(word), ()), HEARD)

    def _begun(self, word: str, least: int) -> set[str]:
        if len(word) < least:
            return set()
        return {root for whole, root in self._stems.items() if whole.startswith(word)}

    def _elided(self, word: str) -> dict[str, float]:
        for elision in _ELISIONS:
            rest = word.removeprefix(elision)
            if rest != word and len(rest) > 3 and rest[0] in _OPEN:
                if stem(rest) in self._known:
                    return {stem(rest): ELIDED}
                if near := self._near(rest):
                    return near
        return {}

    def _near(self, word: str) -> dict[str, float]:
        """The stems of the nearest words; only those with the fewest slips."""
        most, bits = allowed(word), letters(word)
        distances: dict[str, int] = {}
        for length in range(len(word) - most, len(word) + most + 1):
            for other, its in self._told.get(length, ()):
                if (bits ^ its).bit_count() <= 2 * most and min(most, allowed(other)):
                    count = slips(word, other, most)
                    if count < 2 or (count <= most and word[0] == other[0]):
                        distances[self._stems[other]] = min(count, distances.get(self._stems[other], count))
        least = min(distances.values(), default=0)
        return {root: NEAR[count] for root, count in distances.items() if count == least}
