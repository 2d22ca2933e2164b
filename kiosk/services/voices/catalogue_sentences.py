"""The sentences whose sounds may be kept: those of the interface and of the procedures, without a value in them."""

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from kiosk.catalogue.define.catalogue import Catalogue
from kiosk.catalogue.define.glossary import shipped_words
from kiosk.domain.language.spelling import Text
from kiosk.domain.procedure.procedure import Procedure
from kiosk.words import languages
from kiosk.words.words import Words

ON_NO_PAGE = frozenset(
    {"change", "command", "install", "journal-fault", "mistake", "register", "setting", "settings-file", "unit"}
)
"""Groups of words that commands and papers say, and no page."""
_UNREAD = ("keywords", "file", "examples")
"""What a procedure file says to nobody who fills it in."""
_HOLE = "%("


def sentences(words: Words, catalogue: Catalogue) -> list[str]:
    """Each once, in one language, the interface first. Left out: the titles of discreet procedures, and French that
    stands in for what is not translated, which is said by the French voice.
    """
    discreet = discreet_titles(words, catalogue)
    spoken = (_tidy(line) for text in _texts(words, catalogue) if _HOLE not in text for line in text.split("\n"))
    return [line for line in dict.fromkeys(spoken) if line and line not in discreet]


def discreet_titles(words: Words, catalogue: Catalogue) -> frozenset[str]:
    """Titles of procedures of which nobody else in the room should hear, as they are shown in a language."""
    titles = [procedure.title for procedure in catalogue.procedures if procedure.discreet]
    return frozenset(_tidy(text) for title in titles for text in _said(title, words))


def _texts(words: Words, catalogue: Catalogue) -> Iterator[str]:
    yield from languages.sentences(words.language, words.own)
    for context, code in languages.all_codes():
        if context not in ON_NO_PAGE and words.has(context, code):
            yield words.code(context, code)
    for text in dict.fromkeys(_of_procedures(catalogue.procedures)):
        yield from _said(text, words)


def _of_procedures(procedures: Iterable[Procedure]) -> Iterator[Text]:
    for word in shipped_words():
        yield from _within(word)
    for procedure in procedures:
        yield from _within(procedure)


def _within(part: Any) -> Iterator[Text]:
    """Every text in a part of a procedure."""
    if isinstance(part, Text):
        if part:
            yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from _within(item)
    elif isinstance(part, Struct):
        for name in part.__struct_fields__:
            if name not in _UNREAD:
                yield from _within(getattr(part, name))


def _said(text: Text, words: Words) -> list[str]:
    """The text and its plain variant in a language, as far as they are translated."""
    if not words.has_text(text):
        return []
    return [Words(words.language, plain, words.zone, words.own).text(text) for plain in (False, True)]


def _tidy(text: str) -> str:
    return " ".join(text.split())
