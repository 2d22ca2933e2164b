"""Extract the meaningful words of a search query: « j’ai perdu ma carte » has two."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from kiosk.domain.language import spelling
from kiosk.domain.language.spelling import Text
from kiosk.domain.procedure.procedure import DRAWINGS, Procedure

WAYS = ("life_event", "audience", "service")


class Narrowing(Struct, frozen=True):
    """The chosen value of each filter, "" for no filter."""

    life_event: str = ""
    audience: str = ""
    service: str = ""

    def __bool__(self) -> bool:
        return any(getattr(self, way) for way in WAYS)

    def keeps(self, procedure: Procedure, but: str = "") -> bool:
        """Whether a procedure passes the filters, ignoring the filter `but`."""
        chosen = {way: getattr(self, way) for way in WAYS if way != but and getattr(self, way)}
        return all(value in list_filter_values(procedure, way) for way, value in chosen.items())

    def offered(self, procedures: Iterable[Procedure], way: str) -> dict[str, Text | str]:
        """The values that filter `way` can take given the two others, so that no choice gives an empty list."""
        choices: dict[str, Text | str] = {}
        for procedure in procedures:
            if self.keeps(procedure, but=way):
                for name, label in list_filter_values(procedure, way).items():
                    choices.setdefault(name, label)
        return choices


def list_filter_values(procedure: Procedure, way: str) -> dict[str, Text | str]:
    """A procedure's values for the filter `way`: the value used in a URL, and its text or its code."""
    if way == "audience":
        return dict(zip(procedure.audience, procedure.audience, strict=True))
    if way == "service":
        return {procedure.service.id: procedure.service.name}
    event = procedure.life_event
    return {"-".join(spelling.split_name(event.text)): event} if event else {}


class Situation(Struct, frozen=True):
    """One situation: `name` stands in addresses, `text` is what a person says of it, `procedures` are one or more.
    `drawing` is one of `DRAWINGS`, or "" where no file names one; then `icon` is shown, large."""

    name: str
    text: Text
    drawing: str
    icon: str
    procedures: tuple[Procedure, ...]


def situations(procedures: Iterable[Procedure]) -> tuple[tuple[Situation, ...], tuple[Procedure, ...]]:
    """The situations of these procedures, in the order of `DRAWINGS`, and the procedures that name none. Files that say
    the same words share one situation; the first drawing and icon among them are its own."""
    together: dict[str, list[Procedure]] = {}
    alone: list[Procedure] = []
    for procedure in procedures:
        for name in list_filter_values(procedure, "life_event") or ("",):
            (together.setdefault(name, []) if name else alone).append(procedure)
    found = []
    for name, those in together.items():
        drawing = next((procedure.drawing for procedure in those if procedure.drawing), "")
        found.append(Situation(name, those[0].life_event, drawing, those[0].icon, tuple(those)))
    places = {drawing: place for place, drawing in enumerate(DRAWINGS)}
    return tuple(sorted(found, key=lambda one: places.get(one.drawing, len(places)))), tuple(alone)


_DERIVED = (
    "issement", "atrice", "ateur", "ation", "ition", "ement", "ment", "ence", "ance", "able", "ible", "euse", "eur",
    "ive", "if", "issent", "issez", "eront", "erez", "erons", "aient", "erait", "erai", "era", "ion", "ante", "ant",
    "ent", "iere", "ier",
)  # fmt: skip
"""Derivational endings, removed if four letters or more remain; the longest that fits."""
_INFLECTED = ("ing", "ees", "ee", "er", "ez", "es", "ed", "ait", "ai", "ir", "it", "e", "i")
"""Inflectional endings, removed if three letters or more remain."""
_DOUBLED = re.compile(r"([b-df-hj-np-tv-z])\1")
MOST_CHARACTERS = 200
MOST_WORDS = 12
"""Characters and words that are read; the rest of a query is ignored."""
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
_FORM = re.compile(r"(?<!\d)(\d{2})[ .\u00a0\u202f]?(\d{3})(?:\s?\*\s?\d{1,2})?(?!\d)")
"""A Cerfa form number, `12669`, `12 669` or `12669*02`; the version after the star is ignored."""
_BREAK = re.compile(r"[^\w]+|_")
_FRENCH = """
le la les un une des du de au aux ce cet cette ces ceci cela ca mon ma mes ton ta tes son sa ses notre nos votre vos
leur leurs je tu il elle on nous vous ils elles me te se moi toi lui eux en ne pas ni et ou mais donc or car que qui
quoi dont quel quelle quels quelles comment combien pourquoi quand si avec sans sous sur dans par pour vers entre
depuis pendant avant apres qu jusqu jusque lorsqu lorsque puisqu puisque quoiqu est es suis sommes etes sont etait
etais etaient ete etre ai as avons avez ont avait avais avaient avoir aura faire fait faite fais font faites fera
faut falloir faudrait besoin veux veut voulons voulez veulent vouloir voudrais voudrait peux peut pouvons pouvez
peuvent pouvoir pourrais pourrait pourrez dois doit devons devez doivent devoir vais vas va allons allez vont aller
tres trop bien tout tous toute toutes aussi alors deja encore juste ici la plus moins bonjour bonsoir salut merci
svp stp plait madame monsieur mme mr messieurs mesdames autre autres meme slt bjr bsr pr ds ki pk pq qqn qqch jsuis
chui jai cest
"""
"""Articles, pronouns, auxiliary verbs, politeness; the rests of elisions; and their texting abbreviations."""
_ENGLISH = """
the an of to in for with without at by from and or but you he she it we they my your his her our their us him them
is are was were be been am do does did have has had can could would should will want need how what where when who
which why this that these those there please hello hi thanks thank not no yes get some any im ive
"""
EMPTY = frozenset((_FRENCH + _ENGLISH).split())
"""Stop words, folded as `tokens` folds them."""


def stem(word: str) -> str:
    """The stem of a folded word; numbers, short words and words of another script are returned unchanged."""
    if not word.isascii() or not word.isalpha() or len(word) < 4:
        return word
    root = word[:-1] if word[-1] in "sx" else word
    if root.endswith("au") and not root.endswith("eau") and len(root) > 4:
        root = f"{root[:-1]}l"
    root = _without(root, _DERIVED, 4) or _without(root, _INFLECTED, 3) or root
    root = _DOUBLED.sub(r"\1", root)
    return root[:-1] if root[-1] in "ei" and len(root) > 3 else root


def _without(word: str, endings: tuple[str, ...], least: int) -> str:
    """The word without the longest of these endings that leaves `least` letters; "" if none does."""
    fitting = [len(ending) for ending in endings if word.endswith(ending) and len(word) - len(ending) >= least]
    return word[: -max(fitting)] if fitting else ""


def fold_for_search(text: str) -> str:
    """The text in lower case without accents, « œ » as « oe »; separators are kept."""
    return spelling.fold_accents(text.casefold().translate(_LIGATURES))


def tokens(text: str) -> list[str]:
    """All words and numbers of a text, folded: « L’état civil, Cerfa n° 12669*02 » ends in `cerfa`, `12669`."""
    spread = _FORM.sub(r" \1\2 ", fold_for_search(text))
    return ["".join(filter(str.isalnum, word)) for word in _BREAK.split(spread) if len(word) > 1]


def list_telling_words(text: str) -> list[str]:
    """The words that are not stop words, in order and without repetition."""
    return [word for word in dict.fromkeys(tokens(text)) if word and word not in EMPTY]


def search_words(typed: str) -> list[str]:
    """The telling words of a typed query of any length; none for « je voudrais »."""
    return list_telling_words(typed[:MOST_CHARACTERS])[:MOST_WORDS]


def says_nothing_yet(typed: str) -> bool:
    """Whether a query is empty, a single character, or made of stop words only (« je vous »)."""
    typed = typed[:MOST_CHARACTERS].strip()
    words = tokens(typed)
    return not typed or (len(typed) == 1 and typed.isalnum()) or (bool(words) and all(word in EMPTY for word in words))


THINGS = (
    "vehicle-registration", "driving-licence", "income-support", "housing-benefit", "taxes", "retirement",
    "residence-permit", "health-card", "unemployment", "complaint", "criminal-record", "civil-records",
    "building-permit",
)  # fmt: skip
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


def find_named_thing(
    meant: Sequence[Iterable[str]], phrases: Mapping[str, Sequence[frozenset[str]]]
) -> Elsewhere | None:
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


def count_allowed_slips(word: str) -> int:
    """How many slips are tolerated in a word of that length: none below four letters, one below eight, else two."""
    return 0 if len(word) < 4 or not word.isalpha() else 1 if len(word) < 8 else 2


def make_letter_mask(word: str) -> int:
    """The set of letters of a word as bits, for a quick comparison: one slip changes at most two bits."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) % 61)
    return bits


def count_slips(word: str, other: str, most: int) -> int:
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


def make_sound_key(word: str) -> str:
    """How a folded word sounds; "" for a short word, a number or another script, which nothing sounds like."""
    if not word.isascii() or not word.isalpha() or len(word) < LEAST:
        return ""
    for pattern, replacement in _STEPS:
        word = pattern.sub(replacement, word)
    return word if len(word) >= LEAST_SOUND else ""


class Vocabulary:
    """Every word of a catalogue. Slips are tolerated only for `known_words`, the words of titles and keywords. Long
    explanations hold so many words that some word would be near anything."""

    def __init__(self, words: Iterable[str], known_words: Iterable[str]) -> None:
        self._stems = {word: stem(word) for word in words}
        self._known = frozenset(self._stems.values())
        self._told: dict[int, list[tuple[str, int]]] = defaultdict(list)
        self._sounds: dict[str, set[str]] = defaultdict(set)
        for word in set(known_words):
            self._told[len(word)].append((word, make_letter_mask(word)))
            self._sounds[make_sound_key(word)].add(self._stems[word])
        self._sounds.pop("", None)

    def meant(self, word: str, typing: bool = False) -> Mapping[str, float]:
        """The stems that a folded word may mean, with their weights (at most 1); empty if nothing is near.

        A known word means itself. Otherwise it is taken as the beginning of a word, as a word glued to its elision
        (« didentité »), as written by its sound (« pasport »), or as misspelt; `typing` says that more letters may
        follow.
        """
        own = stem(word)
        begun: set[str] = set()
        if len(word) >= (LEAST_TYPED if typing else LEAST_PREFIX):
            begun = {root for whole, root in self._stems.items() if whole.startswith(word)}
        if own in self._known:
            return {own: 1.0} | ({root: PREFIX for root in begun if root != own} if typing else {})
        heard = dict.fromkeys(self._sounds.get(make_sound_key(word), ()), HEARD)
        return dict.fromkeys(begun, PREFIX) or self._elided(word) or heard or self._near(word)

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
        most, bits = count_allowed_slips(word), make_letter_mask(word)
        distances: dict[str, int] = {}
        for length in range(len(word) - most, len(word) + most + 1):
            for other, its in self._told.get(length, ()):
                if (bits ^ its).bit_count() <= 2 * most and min(most, count_allowed_slips(other)):
                    count = count_slips(word, other, most)
                    if count < 2 or (count <= most and word[0] == other[0]):
                        distances[self._stems[other]] = min(count, distances.get(self._stems[other], count))
        least = min(distances.values(), default=0)
        return {root: NEAR[count] for root, count in distances.items() if count == least}
