"""Finds the words of administration in what a page shows, which it then explains."""

import dataclasses
from collections.abc import Iterable, Iterator
from typing import Any

from flask import Flask
from msgspec import Struct

from kiosk.catalogue.define.procedures import words_of
from kiosk.domain.language.spelling import Text
from kiosk.domain.procedure.procedure import Field, Procedure, Word, words_in
from kiosk.words.words import Words


def install(app: Flask) -> None:
    """Give templates `explained(procedure, words, …)`."""
    app.jinja_env.globals["explained"] = explained


def explained(procedure: Procedure | None, words: Words, *shown: Any) -> tuple[Word, ...]:
    """The words to explain on a page that shows these texts, questions, documents or blocks of a slip."""
    things = [*shown, *(_documents(procedure, shown) if procedure is not None else ())]
    return words_in(words_of(procedure), (french for thing in things for french in _french(thing, words.plain)))


def _documents(procedure: Procedure, shown: Iterable[Any]) -> Iterator[Any]:
    """The documents that questions among these show."""
    for fields in shown:
        for field in fields if isinstance(fields, tuple | list) else ():
            if isinstance(field, Field):
                yield procedure.document(str(field.options.get("document", "")))


def _french(thing: Any, plain: bool) -> Iterator[str]:
    """Every French text inside, in the variant that this person reads; a plain string is taken as it is."""
    if isinstance(thing, Text):
        yield thing.plain if plain and thing.plain else thing.text
    elif isinstance(thing, str):
        yield thing
    elif isinstance(thing, tuple | list):
        for inner in thing:
            yield from _french(inner, plain)
    elif isinstance(thing, Struct):
        for name in thing.__struct_fields__:
            yield from _french(getattr(thing, name), plain)
    elif dataclasses.is_dataclass(thing):  # a block of a slip
        for field in dataclasses.fields(thing):
            yield from _french(getattr(thing, field.name), plain)
