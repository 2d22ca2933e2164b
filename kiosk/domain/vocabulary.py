"""The words that procedures are described with, and which of them someone meant."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from kiosk.domain.nearness import allowed, letters, slips
from kiosk.domain.stem import stem

PREFIX, ELIDED, NEAR = 0.8, 0.9, (1.0, 0.7, 0.45)
"""What a word counts for that is meant by its beginning, without its elision, or with one slip or two."""
LEAST_PREFIX, LEAST_TYPED = 4, 2
"""Letters by which a word begins to be meant: anywhere, and at the end of what is being typed."""
_ELISIONS = ("qu", "l", "d", "j", "m", "t", "s", "n", "c")
_OPEN = frozenset("aeiouyh")


class Vocabulary:
    """Every word of a catalogue. `told` are those of titles and keywords, which alone forgive slips.

    Long explanations hold too many words: something would be near everything.
    """

    def __init__(self, words: Iterable[str], told: Iterable[str]) -> None:
        self._stems = {word: stem(word) for word in words}
        self._known = frozenset(self._stems.values())
        self._told: dict[int, list[tuple[str, int]]] = defaultdict(list)
        for word in set(told):
            self._told[len(word)].append((word, letters(word)))

    def meant(self, word: str, typing: bool = False) -> Mapping[str, float]:
        """Stems that a folded word may mean, each with what it counts for (at most 1); none where nothing is near.

        A known word means itself. Otherwise it is the beginning of one, or glued to its elision (« didentité »), or
        misspelt; `typing` says that more letters may follow.
        """
        known = stem(word)
        begun = self._begun(word, LEAST_TYPED if typing else LEAST_PREFIX)
        if known in self._known:
            return {known: 1.0} | ({each: PREFIX for each in begun if each != known} if typing else {})
        return dict.fromkeys(begun, PREFIX) or self._elided(word) or self._near(word)

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
        """The stems of the nearest words, all as near as each other."""
        most, bits = allowed(word), letters(word)
        found: dict[str, int] = {}
        for length in range(len(word) - most, len(word) + most + 1):
            for other, its in self._told.get(length, ()):
                if (bits ^ its).bit_count() <= 2 * most and min(most, allowed(other)):
                    count = slips(word, other, most)
                    if count < 2 or (count <= most and word[0] == other[0]):
                        found[self._stems[other]] = min(count, found.get(self._stems[other], count))
        least = min(found.values(), default=0)
        return {root: NEAR[count] for root, count in found.items() if count == least}
