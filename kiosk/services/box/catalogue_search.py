"""Search the catalogue by everyday words, in French and in the reader's language."""

import threading
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from msgspec.structs import replace

from kiosk.catalogue.define import catalogue
from kiosk.catalogue.define.catalogue import Catalogue, LiveCatalogue
from kiosk.domain.language.spelling import Text
from kiosk.domain.places.site import Site
from kiosk.domain.procedure.procedure import Procedure
from kiosk.domain.search.query import (
    THINGS,
    Elsewhere,
    Vocabulary,
    find_named_thing,
    list_telling_words,
    says_nothing_yet,
    search_words,
    stem,
)
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.settings_file import reader
from kiosk.store import publications
from kiosk.store.catalogue_index import COLUMNS, Index
from kiosk.store.database import Store
from kiosk.words.languages import FRENCH
from kiosk.words.words import Words

SETTING = "services"


def ids(catalogue: Catalogue) -> set[str]:
    """The ids of the services whose procedures stand in a catalogue."""
    return {procedure.service.id for procedure in catalogue.procedures}


def offer_published_procedures(live: LiveCatalogue, store: Store) -> None:
    """Offer what is published now, and what is withdrawn no more; what was begun keeps its file and can be finished."""
    in_force = publications.select_published_items(store.read(), catalogue.PROCEDURE_KIND)
    live.publish(*catalogue.sound_procedures((item.name, item.content) for item in in_force))
    live.withdrawn = publications.select_withdrawn_procedures(store.read())


def find_startable_procedures(
    live: LiveCatalogue, chosen: Collection[str], switched_on: Collection[str] = ()
) -> Catalogue:
    """What can be begun: all that is neither withdrawn nor switched off, but for services that ship and are not
    `chosen`, where some are. What the town hall has `switched_on` by its id is offered, whatever its service.

    A service that only the town hall's own files name is always offered: whoever wrote the file wants it to be.
    """
    left_out = ids(live.shipped).difference(chosen) if chosen else set()
    kept = tuple(
        one
        for one in live.current.procedures
        if one.id not in live.withdrawn
        and (one.id in switched_on if one.switched_off else one.service.id not in left_out)
    )
    return live.current if kept == live.current.procedures else replace(live.current, procedures=kept)


def name_services(catalogue: Catalogue, site: Site) -> Catalogue:
    """The same, with the services named as `name_service` does."""
    named = tuple(name_service(procedure, site) for procedure in catalogue.procedures)
    return catalogue if named == catalogue.procedures else replace(catalogue, procedures=named)


def name_service(procedure: Procedure, site: Site) -> Procedure:
    """The procedure under the town hall's name where its service is a body that this commune does not have (a CCAS)."""
    service = procedure.service
    if not service.own_body or not site.controller_of(service.id, service.name.text).is_town_hall:
        return procedure
    return replace(procedure, service=replace(service, name=Text(site.name), address="", phone=""))


def check_known_services(chosen: Iterable[str], known: Collection[str]) -> None:
    for service in chosen:
        if service not in known:
            raise Refused(Refusal.UNKNOWN_SERVICE, service=service, known=", ".join(sorted(known)))


def check_file(file: Path, content: bytes, chosen: Iterable[str], known: Collection[str]) -> None:
    """The same for services that a settings file names. Raises `Refused`: `unknown-service-line`, with `path` and
    `line`; `unknown-service` where it is not the file that names them, but the environment.
    """
    try:
        check_known_services(chosen, known)
    except Refused as refused:
        line = reader.line_of(content.decode("utf-8-sig"), SETTING)
        if not line:
            raise
        raise Refused(Refusal.UNKNOWN_SERVICE_LINE, path=str(file), line=line, **refused.details) from refused


LEAST_SHARE = 0.2
"""A procedure is found if its score is at least this share of the best one's."""
TOLD = COLUMNS[:-1]
"""Columns in which a misspelt word is matched too, and which suffice to answer a query whole."""


class Shelf:
    def __init__(self, catalogue: Catalogue, words: Words) -> None:
        self.catalogue = catalogue
        described = [described_by(procedure, words) for procedure in catalogue.procedures]
        asked = {thing: _phrases(thing, words) for thing in THINGS}
        elsewhere = {word for phrases in asked.values() for phrase in phrases for word in phrase}
        told = elsewhere.union(word for texts in described for column in TOLD for word in texts[column])
        self._vocabulary = Vocabulary(
            told.union(word for texts in described for column in COLUMNS for word in texts[column]), told
        )
        ours = {
            frozenset(map(stem, list_telling_words(keyword.text)))
            for row in catalogue.procedures
            for keyword in row.keywords
        }
        self._elsewhere = {
            thing: [roots for phrase in phrases if (roots := frozenset(map(stem, phrase))) not in ours]
            for thing, phrases in asked.items()
        }
        self._told = [frozenset(stem(word) for column in TOLD for word in texts[column]) for texts in described]
        self._index = Index(
            [{name: " ".join(dict.fromkeys(map(stem, texts[name]))) for name in COLUMNS} for texts in described]
        )

    def find(self, typed: str) -> tuple[Procedure, ...]:
        """The procedures that match, the best first; none where no word is known.

        Where titles and keywords of some procedures hold every word typed, only those are found: « carte
        d’identité » is not every procedure that asks for an identity card. Nothing is found where one word is unknown
        and no other stands in a title or keyword: « cours de yoga ».
        """
        meant = self._meant(typed)
        all_roots = list({root for roots in meant for root in roots})
        scores = dict(zip(all_roots, self._index.scores(all_roots), strict=True))
        total: dict[int, float] = {}
        for roots in meant:
            for place in {place for root in roots for place in scores[root]}:
                best = max(counts * scores[root].get(place, 0.0) for root, counts in roots.items())
                total[place] = total.get(place, 0.0) + best
        if not all(meant) and not any(roots.keys() & stems for roots in meant for stems in self._told):
            return ()
        if whole := {place for place in total if all(roots.keys() & self._told[place] for roots in meant)}:
            total = {place: score for place, score in total.items() if place in whole}
        least = LEAST_SHARE * max(total.values(), default=0.0)
        fitting = sorted((place for place, score in total.items() if score >= least), key=lambda at: (-total[at], at))
        return tuple(self.catalogue.procedures[place] for place in fitting)

    def elsewhere(self, typed: str) -> Elsewhere | None:
        return find_named_thing(self._meant(typed), self._elsewhere)

    def _meant(self, typed: str) -> list[Mapping[str, float]]:
        words, typing = search_words(typed), typed[-1:].isalnum()
        return [self._vocabulary.meant(word, typing and word == words[-1]) for word in words]


class Searching:
    """One index a language, built at its first search and again when the catalogue changes; safe between threads."""

    def __init__(self) -> None:
        self._shelves: dict[str, Shelf] = {}
        self._turn = threading.Lock()

    def find(self, catalogue: Catalogue, words: Words, typed: str) -> tuple[Procedure, ...] | None:
        return None if says_nothing_yet(typed) else self._shelf(catalogue, words).find(typed)

    def elsewhere(self, catalogue: Catalogue, words: Words, typed: str) -> Elsewhere | None:
        """What was typed and is asked of another body, such as a driving licence; None if it is nothing of the kind."""
        return None if says_nothing_yet(typed) else self._shelf(catalogue, words).elsewhere(typed)

    def _shelf(self, catalogue: Catalogue, words: Words) -> Shelf:
        with self._turn:
            shelf = self._shelves.get(words.language)
            if shelf is None or shelf.catalogue.procedures != catalogue.procedures:
                shelf = self._shelves[words.language] = Shelf(catalogue, words)
        return shelf


def _phrases(thing: str, words: Words) -> list[list[str]]:
    languages = dict.fromkeys((FRENCH, words.language))
    asked = (replace(words, language=language).code("elsewhere-asked", thing) for language in languages)
    return [phrase for phrases in asked for typed in phrases.split(";") if (phrase := list_telling_words(typed))]


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
        return list_telling_words(" . ".join(manner.text(text) for manner in manners.values() for text in texts))

    codes = list_telling_words(" . ".join(manner.code(*code) for manner in manners.values() for code in spoken))
    return {
        "title": column([procedure.title]),
        "keywords": column(procedure.keywords),
        "numbers": list_telling_words(procedure.cerfa),
        "life_event": column([procedure.life_event]),
        "summary": column([procedure.summary]),
        "rest": codes
        + column([procedure.service.name, *(document.title for document in procedure.documents), *labels]),
    }
