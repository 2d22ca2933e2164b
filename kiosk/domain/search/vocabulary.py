"""The vocabulary of the catalogue, and which of its words a typed word may mean."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from kiosk.domain.search.query import stem

THINGS = (
    "vehicle-registration",
    "driving-licence",
    "income-support",
    "housing-benefit",
    "taxes",
    "retirement",
    "residence-permit",
    "health-card",
    "unemployment",
    "complaint",
    "criminal-record",
    "civil-records",
    "building-permit",
)
_STEPS = (
    (re.compile(r"([a-z])\1"), r"\1"),
    (re.compile(r"er$"), "e"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"eau|au"), "o"),
    (re.compile(r"qu|q|ck"), "k"),
    (re.compile(r"c(?=[eiy])"), "s"),
    (re.compile(r"ch"), "6"),
    (re.compile(r"c"), "k"),
    (re.compile(r"ge(?=[ao])|g(?=[eiy])"), "j"),
    (re.compile(r"gu(?=[eiy])"), "g"),
    (re.compile(r"sion|tion"), "sion"),
    (re.compile(r"y"), "i"),
    (re.compile(r"h"), ""),
    (re.compile(r"[ae][nm](?![aeiou])"), "a"),
    (re.compile(r"ai|ei"), "e"),
    (re.compile(r"z"), "s"),
    (re.compile(r"(?<=[^aeiou])e(?=[^aeiou])"), ""),
    (re.compile(r"(?<=.)[estxd]+$"), ""),
    (re.compile(r"([a-z])\1"), r"\1"),
)
"""Spellings of one sound, replaced in this order. Not phonetics: both words only have to give the same string."""
LEAST, LEAST_SOUND = 4, 3
"""Letters of a word, and of its sound, below which it is not compared: too many short words sound alike."""
PREFIX, ELIDED, HEARD, NEAR = 0.8, 0.9, 0.8, (1.0, 0.7, 0.45)
"""Weight of a match by prefix, after removing an elision, by its sound, and with no, one or two slips."""
LEAST_PREFIX, LEAST_TYPED = 4, 2
"""Fewest letters of a prefix: of any word, and of the word being typed."""
_ELISIONS = ("qu", "l", "d", "j", "m", "t", "s", "n", "c")
_OPEN = frozenset("aeiouyh")


class Elsewhere(Struct, frozen=True):
    """A thing of `THINGS`, and whether the query names nothing else."""

    thing: str
    alone: bool


def named(meant: Sequence[Iterable[str]], phrases: Mapping[str, Sequence[frozenset[str]]]) -> Elsewhere | None:
    """The thing that a query names by its longest phrase; the first in order among equals, None if it names none.

    A phrase counts where it is half of the query or more: « mutuelle pour petite retraite » asks for no pension.
    `meant` are the stems that each telling word of the query may mean, `phrases` those of each thing's phrases.
    """
    words = [frozenset(stems) for stems in meant]
    known = frozenset().union(*words)
    best: Elsewhere | None = None
    longest = 0
    for thing, asked in phrases.items():
        for phrase in asked:
            naming = sum(bool(stems & phrase) for stems in words)
            if len(phrase) > longest and phrase <= known and 2 * naming >= len(words):
                longest = len(phrase)
                best = Elsewhere(thing, naming == len(words))
    return best


def allowed(word: str) -> int:
    """How many slips are tolerated in a word of that length: none below four letters, one below eight, else two."""
    return 0 if len(word) < 4 or not word.isalpha() else 1 if len(word) < 8 else 2


def letters(word: str) -> int:
    """The set of letters of a word as bits, for a quick comparison: one slip changes at most two bits."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) % 61)
    return bits


def slips(word: str, other: str, most: int) -> int:
    """The least number of slips between two words; `most + 1` if it is more than `most`."""
    if abs(len(word) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(word, 1):
        older, before, row = before, row, [at]
        for there, mark in enumerate(other, 1):
            least = min(before[there] + 1, row[-1] + 1, before[there - 1] + (letter != mark))
            if at > 1 and there > 1 and letter == other[there - 2] and word[at - 2] == mark:
                least = min(least, older[there - 2] + 1)
            row.append(least)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def sound(word: str) -> str:
    """How a folded word sounds; "" for a short word, a number or another script, which nothing sounds like."""
    if not word.isascii() or not word.isalpha() or len(word) < LEAST:
        return ""
    for spelling, replacement in _STEPS:
        word = spelling.sub(replacement, word)
    return word if len(word) >= LEAST_SOUND else ""


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
