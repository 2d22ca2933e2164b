"""Reads and checks what a publication holds: procedures, information sheets, messages to the desk."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TypeVar

from kiosk.catalogue.define.catalogue import load_procedure
from kiosk.catalogue.define.examples import wrong
from kiosk.catalogue.read.source import CatalogueFaults, Fault, Node, Notes, Scalar, read
from kiosk.catalogue.read.table import Reading, Table, typeset
from kiosk.domain.procedure.procedure import Procedure
from kiosk.domain.published.sheet import FRENCH, InLanguages, Message, Sheet

PROCEDURE_KIND = "procedure"
"""The word of this kind of item in a signed list."""
SHEET_KEYS = ("title", "text", "source", "checked", "until")
MESSAGE_KEYS = ("title", "text", "since", "until")
_LANGUAGE = re.compile("[a-z]{2,3}")
P = TypeVar("P", Sheet, Message)


def procedure_faults(items: Mapping[str, bytes], day: date) -> list[Fault]:
    """Every fault of these files, by name, that would be in force together; examples are judged as on that day."""
    found, names = list[Fault](), dict[str, str]()
    for name in sorted(items):
        try:
            procedure = load_procedure(items[name], name)
        except CatalogueFaults as error:
            found += error.faults
            continue
        if procedure.id in names:
            details = {"value": procedure.id, "file": names[procedure.id]}
            found.append(Fault(name, 1, 1, "repeated-procedure", details))
        names.setdefault(procedure.id, name)
        found += wrong(procedure, name, day)
    return found


def sound_procedures(items: Iterable[tuple[str, bytes]]) -> tuple[tuple[Procedure, ...], tuple[Fault, ...]]:
    """The procedures in these files, and the faults of those that this version of Parvis reads no more."""
    procedures, found = list[Procedure](), list[Fault]()
    for name, content in items:
        try:
            procedures.append(load_procedure(content, name))
        except CatalogueFaults as error:
            found += error.faults
    return tuple(procedures), tuple(found)


def read_sheet(content: bytes, name: str) -> Sheet:
    """The sheet in a file. Raises `CatalogueFaults`."""
    table, notes = _table(content, name, SHEET_KEYS)
    title, text = _written(table, "title"), _written(table, "text")
    source, checked = table.word("source", required=True), table.day("checked", required=True)
    read_sheet = Sheet(name, title, text, typeset(source), checked or date.min, table.day("until"))
    return _sound(read_sheet, notes)


def read_message(content: bytes, name: str) -> Message:
    """The message in a file. Raises `CatalogueFaults`."""
    table, notes = _table(content, name, MESSAGE_KEYS)
    title, text = _written(table, "title"), _written(table, "text")
    since, until = table.day("since"), table.day("until", required=True)
    return _sound(Message(name, title, text, since, until or date.min), notes)


def sheet_faults(items: Mapping[str, bytes], day: date) -> list[Fault]:
    """Every fault of these sheets, by name."""
    return _faults(read_sheet, items)


def message_faults(items: Mapping[str, bytes], day: date) -> list[Fault]:
    """Every fault of these messages, by name."""
    return _faults(read_message, items)


def _faults(read_one: Callable[[bytes, str], object], items: Mapping[str, bytes]) -> list[Fault]:
    faults: list[Fault] = []
    for name in sorted(items):
        try:
            read_one(items[name], name)
        except CatalogueFaults as error:
            faults += error.faults
    return faults


def _table(content: bytes, name: str, keys: tuple[str, ...]) -> tuple[Table, Notes]:
    notes = Notes(name)
    root = read(content, notes)
    return Table(root if root is not None else Node(1, 1), Reading(notes), keys), notes


def _sound(made: P, notes: Notes) -> P:
    if notes.faults:
        raise CatalogueFaults(notes.faults)
    return made


def _written(table: Table, key: str) -> InLanguages:
    """A text by language; French has to be there."""
    node = table.value(key, required=True)
    if node is None:
        return InLanguages({})
    inner, texts = Table(node, table.reading), dict[str, str]()
    for language, value in inner.node.pairs:
        if not _LANGUAGE.fullmatch(language.value):
            table.notes.note(language, "unknown-key", key=language.value, value=language.value)
        elif isinstance(value, Scalar) and not value.empty:
            texts[language.value] = _paragraphs(language.value, value.value)
    if FRENCH not in texts and not inner.broken:
        table.notes.note(node, "missing-key", key=FRENCH)
    return InLanguages(texts)


def _paragraphs(language: str, words: str) -> str:
    """Each paragraph on one line; French with its own spaces and apostrophes."""
    if language == FRENCH:
        return typeset(words)
    parts = re.split(r"\n\s*\n", words.strip())
    return "\n\n".join(re.sub(r"\s+", " ", part).strip() for part in parts)
