"""Search the catalogue by everyday words, in French and in the reader's language."""

import threading
from collections.abc import Iterable
from dataclasses import replace

from kiosk.catalogue.define.catalogue import Catalogue
from kiosk.domain.language.text import Text
from kiosk.domain.procedure.procedure import Procedure
from kiosk.domain.search.query import says_nothing_yet, search_words, telling
from kiosk.domain.search.stem import stem
from kiosk.domain.search.vocabulary import Vocabulary
from kiosk.store.search.catalogue_index import COLUMNS, Index
from kiosk.words.languages import FRENCH
from kiosk.words.words import Words

LEAST_SHARE = 0.2
"""A procedure is found if its score is at least this share of the best one's."""
TOLD = COLUMNS[:-1]
"""Columns in which a misspelt word is matched too."""


class Shelf:
    """The search index of one catalogue in one language."""

    def __init__(self, catalogue: Catalogue, words: Words) -> None:
        self.catalogue = catalogue
        described = [described_by(procedure, words) for procedure in catalogue.procedures]
        self._vocabulary = Vocabulary(
            (word for texts in described for column in COLUMNS for word in texts[column]),
            (word for texts in described for column in TOLD for word in texts[column]),
        )
        self._index = Index(
            [{name: " ".join(dict.fromkeys(map(stem, texts[name]))) for name in COLUMNS} for texts in described]
        )

    def find(self, typed: str) -> tuple[Procedure, ...]:
        """The procedures that match, the best first; none where no word is known."""
        words = search_words(typed)
        typing = typed[-1:].isalnum()
        meant = [self._vocabulary.meant(word, typing and word == words[-1]) for word in words]
        all_roots = list({root for roots in meant for root in roots})
        scores = dict(zip(all_roots, self._index.scores(all_roots), strict=True))
        total: dict[int, float] = {}
        for roots in meant:
            for place in {place for root in roots for place in scores[root]}:
                best = max(counts * scores[root].get(place, 0.0) for root, counts in roots.items())
                total[place] = total.get(place, 0.0) + best
        least = LEAST_SHARE * max(total.values(), default=0.0)
        fitting = sorted((place for place, score in total.items() if score >= least), key=lambda at: (-total[at], at))
        return tuple(self.catalogue.procedures[place] for place in fitting)


class Searching:
    """One index a language, built at its first search and again when the catalogue changes; safe between threads."""

    def __init__(self) -> None:
        self._shelves: dict[str, Shelf] = {}
        self._turn = threading.Lock()

    def find(self, catalogue: Catalogue, words: Words, typed: str) -> tuple[Procedure, ...] | None:
        """The procedures that match what was typed, the best first; None while it is too short to search."""
        return None if says_nothing_yet(typed) else self._shelf(catalogue, words).find(typed)

    def _shelf(self, catalogue: Catalogue, words: Words) -> Shelf:
        with self._turn:
            shelf = self._shelves.get(words.language)
            if shelf is None or shelf.catalogue.procedures != catalogue.procedures:
                shelf = self._shelves[words.language] = Shelf(catalogue, words)
        return shelf


def described_by(procedure: Procedure, words: Words) -> dict[str, list[str]]:
    """The words to index of a procedure, by column: French and the reader's language, each plain and not."""
    fields = [inner for field in procedure.fields() for inner in (field, *field.fields)]
    labels = [choice.label for field in fields for choice in field.choices]
    spoken = [("theme", procedure.theme), *(("audience", audience) for audience in procedure.audience)]
    manners = {
        (language, plain): replace(words, language=language, plain=plain)
        for language in (FRENCH, words.language)
        for plain in (False, True)
    }

    def column(texts: Iterable[Text]) -> list[str]:
        return telling(" . ".join(manner.text(text) for manner in manners.values() for text in texts))

    codes = telling(" . ".join(manner.code(*code) for manner in manners.values() for code in spoken))
    return {
        "title": column([procedure.title]),
        "keywords": column(procedure.keywords),
        "numbers": telling(procedure.cerfa),
        "life_event": column([procedure.life_event]),
        "summary": column([procedure.summary]),
        "rest": codes
        + column([procedure.service.name, *(document.title for document in procedure.documents), *labels]),
    }
