"""Finding a procedure by everyday words: what each is described with, in French and in the reader's language."""

import threading
from collections.abc import Iterable
from dataclasses import replace

from kiosk.catalogue.catalogue import Catalogue
from kiosk.domain.procedure import Procedure
from kiosk.domain.query import asked, says_nothing_yet, telling
from kiosk.domain.stem import stem
from kiosk.domain.text import Text
from kiosk.domain.vocabulary import Vocabulary
from kiosk.languages import FRENCH
from kiosk.store.search import COLUMNS, Index
from kiosk.words import Words

LEAST_SHARE = 0.2
"""What is found must fit at least so well, beside what fits best."""
TOLD = COLUMNS[:-1]
"""Columns in which a slip is forgiven."""


class Shelf:
    """The procedures of one catalogue, as one language describes them."""

    def __init__(self, catalogue: Catalogue, words: Words) -> None:
        self.catalogue = catalogue
        described = [described_by(procedure, words) for procedure in catalogue.procedures]
        self._vocabulary = Vocabulary(
            (word for each in described for column in COLUMNS for word in each[column]),
            (word for each in described for column in TOLD for word in each[column]),
        )
        self._index = Index(
            [{name: " ".join(dict.fromkeys(map(stem, each[name]))) for name in COLUMNS} for each in described]
        )

    def find(self, typed: str) -> tuple[Procedure, ...]:
        """What fits, the best first; nothing where no word is known."""
        words = asked(typed)
        typing = typed[-1:].isalnum()
        meant = [self._vocabulary.meant(word, typing and word == words[-1]) for word in words]
        known = list({root for each in meant for root in each})
        scores = dict(zip(known, self._index.scores(known), strict=True))
        total: dict[int, float] = {}
        for each in meant:
            for place in {place for root in each for place in scores[root]}:
                best = max(counts * scores[root].get(place, 0.0) for root, counts in each.items())
                total[place] = total.get(place, 0.0) + best
        least = LEAST_SHARE * max(total.values(), default=0.0)
        found = sorted((place for place, score in total.items() if score >= least), key=lambda at: (-total[at], at))
        return tuple(self.catalogue.procedures[place] for place in found)


class Searching:
    """One shelf for each language that is spoken here, filled at the first search and when the catalogue changes."""

    def __init__(self) -> None:
        self._shelves: dict[str, Shelf] = {}
        self._turn = threading.Lock()

    def find(self, catalogue: Catalogue, words: Words, typed: str) -> tuple[Procedure, ...] | None:
        """What fits what was typed, the best first; None as long as that says nothing."""
        return None if says_nothing_yet(typed) else self._shelf(catalogue, words).find(typed)

    def _shelf(self, catalogue: Catalogue, words: Words) -> Shelf:
        with self._turn:
            found = self._shelves.get(words.language)
            if found is None or found.catalogue is not catalogue:
                found = self._shelves[words.language] = Shelf(catalogue, words)
        return found


def described_by(procedure: Procedure, words: Words) -> dict[str, list[str]]:
    """The telling words of a procedure by column: French, its plain variants, and both in the reader's language."""
    fields = [inner for each in procedure.fields() for inner in (each, *each.fields)]
    labels = [choice.label for each in fields for choice in each.choices]
    spoken = [("theme", procedure.theme), *(("audience", each) for each in procedure.audience)]
    manners = {
        (each, plain): replace(words, language=each, plain=plain)
        for each in (FRENCH, words.language)
        for plain in (False, True)
    }

    def column(texts: Iterable[Text]) -> list[str]:
        return telling(" . ".join(manner.text(text) for manner in manners.values() for text in texts))

    codes = telling(" . ".join(manner.code(*each) for manner in manners.values() for each in spoken))
    return {
        "title": column([procedure.title]),
        "keywords": column(procedure.keywords),
        "numbers": telling(procedure.cerfa),
        "life_event": column([procedure.life_event]),
        "summary": column([procedure.summary]),
        "rest": codes + column([procedure.service.name, *(each.title for each in procedure.documents), *labels]),
    }
