"""In which language an answer in a person's own words is written, so that whoever reads it elsewhere knows."""

from collections.abc import Mapping
from dataclasses import replace

from kiosk.domain import spelling
from kiosk.domain.case import Answer, Value
from kiosk.domain.fields.registry import kind_of
from kiosk.domain.procedure import Field


def marked(field: Field, answer: Answer, language: str, latin: bool) -> Answer:
    """The answer, with the language of the page it was given on where its words are in that language.

    `latin` says whether that language is written in Latin letters. Other letters than those tell it of any words, a
    town among them; Latin ones of sentences alone: a name is a name in every language. French says nothing.
    """
    found = language if language != "fr" and _is_in(field, answer.value, latin) else ""
    return replace(answer, language=found)


def _is_in(field: Field, value: Value, latin: bool) -> bool:
    kind = kind_of(field.kind)
    said = " ".join(map(str, value.values())) if isinstance(value, Mapping) else value
    if not isinstance(said, str) or kind.chooses:
        return False
    return kind.prose if latin else not spelling.latin(said)
