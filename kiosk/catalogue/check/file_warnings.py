"""Warn of procedures that want care: hard sentences, facts of more than a year ago, own pictograms not there."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from kiosk.catalogue.define.catalogue import each_file, list_files, read_source_file
from kiosk.catalogue.define.procedures import list_glossary_words, read_procedure
from kiosk.catalogue.read.source import CatalogueFault, Entries, Items, Node, Notes, Scalar, read_root_node
from kiosk.catalogue.read.table import ReadingState, WrittenText
from kiosk.domain.language.spelling import Text
from kiosk.domain.procedure.facts import FRESH_MONTHS
from kiosk.domain.procedure.procedure import Field, Procedure, Word, is_own, pictogram_file_name, words_in
from kiosk.domain.time import calendar

_SAID = ("title", "summary", "cost", "payment", "delay", "remedies", "where", "official_number", "life_event")
_KEPT = (
    "kind", "theme", "audience", "service", "silence", "for_whom", "notice", "retention_days", "next_steps",
    "changes_yearly", "glossary",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _ProcedureChange:
    """One change: `code` has words in the context `change`; `asks` is True if a question changed."""

    code: str
    asks: bool = False
    details: Mapping[str, Any] = field(default_factory=dict, compare=False)


def list_procedure_changes(old: Procedure, new: Procedure) -> Iterator[_ProcedureChange]:
    """Every change: texts and other keys first, then steps, questions and documents in the order of the new file."""
    for name in _SAID:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield _ProcedureChange("words", details={"key": name, "old": _line(before), "new": _line(after)})
    for name in _KEPT:
        if getattr(old, name) != getattr(new, name):
            yield _ProcedureChange("key", details={"key": name})
    yield from _steps(old, new)
    yield from _fields({field.id: field for field in old.fields()}, {field.id: field for field in new.fields()})
    documents = {document.id: document for document in old.documents}
    for document in new.documents:
        if document.id not in documents:
            yield _ProcedureChange("document-added", True, {"document": _line(document.title)})
        elif documents[document.id] != document:
            yield _ProcedureChange("document-changed", True, {"document": _line(document.title)})
    for document in old.documents:
        if new.document(document.id) is None:
            yield _ProcedureChange("document-removed", True, {"document": _line(document.title)})


def asks_otherwise(old: Procedure, new: Procedure) -> bool:
    """Whether the questions changed, so that the procedure's version has to be raised."""
    return any(change.asks for change in list_procedure_changes(old, new))


def _steps(old: Procedure, new: Procedure) -> Iterator[_ProcedureChange]:
    before = {step.id: step for step in old.steps}
    for step in new.steps:
        was = before.get(step.id)
        if was is None:
            yield _ProcedureChange("step-added", True, {"step": _line(step.title)})
            continue
        if was.title != step.title or was.help != step.help:
            yield _ProcedureChange("step-words", True, {"old": _line(was.title), "new": _line(step.title)})
        if was.when != step.when:
            yield _ProcedureChange("step-when", True, {"step": _line(step.title)})
    for step in old.steps:
        if new.step(step.id) is None:
            yield _ProcedureChange("step-removed", True, {"step": _line(step.title)})
    stayed = [step.id for step in new.steps if step.id in before]
    if stayed != [step.id for step in old.steps if step.id in stayed]:
        yield _ProcedureChange("steps-moved", True)


def _fields(old: Mapping[str, Field], new: Mapping[str, Field]) -> Iterator[_ProcedureChange]:
    for name, after in new.items():
        before = old.get(name)
        if before is None:
            yield _ProcedureChange("field-added", True, {"field": _line(after.label)})
        else:
            for change in _field(before, after):
                yield _ProcedureChange(change.code, True, {"field": _line(after.label), **change.details})
    for name, before in old.items():
        if name not in new:
            yield _ProcedureChange("field-removed", True, {"field": _line(before.label)})


def _field(before: Field, after: Field) -> Iterator[_ProcedureChange]:
    if before.kind != after.kind:
        yield _ProcedureChange("field-kind", details={"old": before.kind, "new": after.kind})
    if before.label != after.label:
        yield _ProcedureChange("field-label", details={"old": _line(before.label)})
    if before.help != after.help or before.none != after.none:
        yield _ProcedureChange("field-words")
    if before.required != after.required:
        yield _ProcedureChange("field-required" if after.required else "field-optional")
    if before.when != after.when:
        yield _ProcedureChange("field-when")
    old_choices, new_choices = ({choice.value: choice for choice in version.choices} for version in (before, after))
    for value in new_choices.keys() - old_choices.keys():
        yield _ProcedureChange("choice-added", details={"choice": _line(new_choices[value].label)})
    for value in old_choices.keys() - new_choices.keys():
        yield _ProcedureChange("choice-removed", details={"choice": _line(old_choices[value].label)})
    if any(old_choices[value] != new_choices[value] for value in old_choices.keys() & new_choices.keys()):
        yield _ProcedureChange("choice-words")
    if before.options != after.options:
        yield _ProcedureChange("field-limits")
    if before.fields != after.fields:
        yield from _fields({field.id: field for field in before.fields}, {field.id: field for field in after.fields})


def _line(text: Text) -> str:
    return text.text or "—"


_STEMS, _IRREGULAR = files("kiosk.catalogue.check").joinpath("verbs.txt").read_text("utf-8").split("\n\n")
"""Stems of verbs that take the endings below, and forms of the other verbs."""
_ENDINGS = ("e", "es", "ent", "ez", "ons", "era", "erez", "eront", "ait", "aient", "iez")
_VERBS = frozenset(stem + ending for stem in _STEMS.split() for ending in _ENDINGS) | {*_IRREGULAR.split()}
_NOUN_NEXT = """
un une des du de d au aux votre vos notre nos son sa ses mon ma mes cet cette par sans avec pour chez
"""
"""After these, « demande » or « aide » is a noun."""
_BEFORE = frozenset(_NOUN_NEXT.split())
_SUBJECTS = r"(?:vous|nous|le|la|les|lui|il|elle|en|y|ce|on)"
_VERB_WORD = re.compile(rf"\w+?(?=-t-{_SUBJECTS}\b)|\w+")
MOST_WORDS = 15
"""Words of a plain sentence (the European rules for easy-to-read text ask for short ones)."""
LEAST_KEPT = 0.45
"""The part of its text's length below which a plain variant has mostly lost something that people need."""
_LONG_TEXT = 8
"""Words from which a text can lose meaning: « Autre » says as much as « Autre situation »."""
JARGON = tuple(files("kiosk.catalogue.check").joinpath("jargon.txt").read_text("utf-8").splitlines())
"""Words of administration that people do not know; they, and abbreviations, need an entry of the glossary."""
_JARGON = re.compile(
    rf"(?<!\w)(?:{'|'.join(f'[{term[0]}{term[0].upper()}]{term[1:]}' for term in JARGON)})[sx]?(?!\w)"
    r"|(?<![\w*°-])[A-Z]{2,}(?![\w*])"
)
_KNOWN = frozenset({"CP", "SOS", "SMS", "TV", "PDF", "DTP", "SIRET", "IBAN", "RIB"})
"""Abbreviations that everybody knows, that a name holds, or that the question itself explains."""
_UNREAD = ("keywords", "law", "term", "means", "name")
"""Keys of texts that nobody reads as a sentence on a page."""
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀÂÉÈÊÎÔ«])")
_WORD = re.compile(r"[^\s]*\w[^\s]*")


def has_verb(sentence: str) -> bool:
    """Whether one of the words is a conjugated verb: « Écrivez-le », « C'est facile », and not « À faire »."""
    words = _VERB_WORD.findall(sentence.casefold())
    return any(word in _VERBS and before not in _BEFORE for before, word in zip(["", *words], words, strict=False))


def list_hard_texts(paths: Iterable[Path | Traversable]) -> Iterator[CatalogueFault]:
    """A warning for each text of these files and folders that reads badly, at its place; of a file with faults too, as
    far as it can be read.
    """
    for file in (file for path in paths for file in list_files(path)):
        reading = ReadingState(Notes(str(file)))
        data = read_source_file(file, reading.notes)
        root = read_root_node(data, reading.notes) if data is not None else None
        if root is not None:
            words = list_glossary_words(read_procedure(root, reading))
            yield from list_text_warnings(reading.written, words, str(file))


def list_text_warnings(
    written: Iterable[WrittenText], glossary: tuple[Word, ...], path: str
) -> Iterator[CatalogueFault]:
    """The warnings about these texts; a word without an entry in this glossary is told once a file."""
    untold: set[str] = set()
    for text in written:
        if text.key in _UNREAD:
            continue
        variants = [(text.text, text.place), (text.plain, text.plain_place)][: 2 if text.plain else 1]
        # Too many words matter where somebody who asked for plain French reads them.
        for sentence, count in long_sentences(variants[-1][0]):
            yield _warning(path, variants[-1][1], "long-sentence", sentence=sentence, count=count, most=MOST_WORDS)
        for variant, place in variants:
            for sentence, word in hard_words(variant, glossary):
                if word not in untold:
                    untold.add(word)
                    yield _warning(path, place, "jargon", sentence=sentence, word=word)
        for variant, place in variants if text.key == "help" else ():
            if variant and not variant.startswith("Exemple") and not has_verb(variant):
                yield _warning(path, place, "no-verb", sentence=variant)
        if text.plain and _count(text.text) >= _LONG_TEXT and len(text.plain) < LEAST_KEPT * len(text.text):
            details = {"sentence": text.plain, "kept": round(100 * len(text.plain) / len(text.text)), "text": text.text}
            yield _warning(path, text.plain_place, "lost-meaning", **details)


def long_sentences(text: str, most: int = MOST_WORDS) -> Iterator[tuple[str, int]]:
    """The sentences of a French text that have more words, each with how many."""
    for sentence in _SENTENCE.split(text):
        count = _count(sentence)
        if count > most:
            yield sentence, count


def hard_words(text: str, glossary: tuple[Word, ...] = ()) -> Iterator[tuple[str, str]]:
    """Each word of administration that a French text says and this glossary does not explain, after its sentence."""
    for sentence in _SENTENCE.split(text):
        for match in _JARGON.finditer(sentence):
            if match[0] not in _KNOWN and not words_in(glossary, (match[0],)):
                yield sentence, match[0]


def _count(words: str) -> int:
    return len(_WORD.findall(words))


def _warning(path: str, place: Node, code: str, **details: object) -> CatalogueFault:
    return CatalogueFault(path, place.line, place.column, code, details, warning=True)


def missing_pictograms(
    paths: Iterable[Path | Traversable], is_there: Callable[[str], bool]
) -> Iterator[CatalogueFault]:
    """A warning at each place where a sound procedure of these files and folders names a pictogram that is missing.
    `is_there` says whether there is a pictogram of that file name; a warning, because it may be put there later."""
    for path in paths:
        for file, procedure in each_file(path, []):
            for icon in _named(procedure.file):
                name = pictogram_file_name(icon.value)
                if not is_there(name):
                    yield _warning(str(file), icon, "missing-pictogram", name=name)


def _named(file: bytes) -> Iterator[Scalar]:
    waiting: list[tuple[str, Node | None]] = [("", read_root_node(file, Notes("")))]
    while waiting:
        key, node = waiting.pop()
        if isinstance(node, Entries):
            waiting.extend((name.value, value) for name, value in reversed(node.pairs))
        elif isinstance(node, Items):
            waiting.extend(("", item) for item in reversed(node.items))
        elif isinstance(node, Scalar) and key == "icon" and is_own(node.value):
            yield node


def stale_facts(paths: Iterable[Path | Traversable], today: date) -> Iterator[CatalogueFault]:
    """A warning for each source in these sound files and folders that nobody looked at for a year.

    It stands where the day on which somebody checked or read it is written, or the source's own day where nobody has.
    That of the whole file names the facts that change with the year.
    """
    for path in paths:
        for file, procedure in each_file(path, []):
            root = read_root_node(procedure.file, Notes(""))
            own = [(fact.evidence, Node(fact.line, 1), ()) for fact in procedure.facts if fact.own]
            for evidence, place, yearly in [(procedure.evidence, None, procedure.changes_yearly), *own]:
                key = "checked_on" if evidence.checked_on else "read_on" if evidence.read_on else "source_date"
                day = evidence.seen_on or evidence.source_date
                if day is None or today <= calendar.add_months(day, FRESH_MONTHS):
                    continue
                where = place or (root.get(key) if isinstance(root, Entries) else None) or Node(1, 1)
                code, facts = "stale-facts" if yearly else "stale", ", ".join(yearly)
                yield _warning(str(file), where, code, key=key, day=day.isoformat(), facts=facts)
