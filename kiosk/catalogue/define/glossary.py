"""The words that pages explain: those that ship, and those that a procedure file adds or says otherwise."""

from functools import cache
from importlib.resources import files

from kiosk.catalogue.read.source import CatalogueFaults, Notes, read
from kiosk.catalogue.read.table import Reading, Table
from kiosk.domain.procedure.glossary import Word
from kiosk.domain.procedure.procedure import Procedure

NAME = "glossary.yaml"
CONTEXT = "glossary"
"""The id of that file, and the gettext context of its texts."""
WORD_KEYS = ("term", "also", "means")


def read_words(table: Table, key: str) -> tuple[Word, ...]:
    """The words under this key: a term, other forms under which texts write it, and one sentence that explains it."""
    words = []
    for node in table.items(key):
        inner = Table(node, table.reading, WORD_KEYS)
        term, means = inner.text("term", required=True), inner.text("means", required=True)
        also = tuple(inner.letters(form, "also") for form in inner.items("also"))
        if term and means:
            words.append(Word(term, means, tuple(filter(None, also))))
    return tuple(words)


@cache
def shipped_words() -> tuple[Word, ...]:
    """The words that ship. Raises `CatalogueFaults` if their file is wrong."""
    notes = Notes(NAME)
    node = read(files("kiosk.catalogue").joinpath(NAME).read_bytes(), notes)
    words = read_words(Table(node, Reading(notes, CONTEXT), ("id", "words")), "words") if node is not None else ()
    if notes.faults:
        raise CatalogueFaults(notes.faults)
    return words


def words_of(procedure: Procedure | None) -> tuple[Word, ...]:
    """The words that pages of this procedure explain: its own first, which win over those that ship."""
    return (*(procedure.glossary if procedure is not None else ()), *shipped_words())
