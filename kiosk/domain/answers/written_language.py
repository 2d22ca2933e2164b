"""Mark an answer with the language it is written in, so that the service that reads it knows."""

from collections.abc import Mapping

from msgspec.structs import replace

from kiosk.domain.answers.case import Answer
from kiosk.domain.answers.fields.registry import kind_of
from kiosk.domain.language import spelling
from kiosk.domain.language.values import Value
from kiosk.domain.procedure.procedure import Field


def mark_language(field: Field, answer: Answer, language: str, latin: bool) -> Answer:
    """The answer, with `language` (the page's) set if its words are in that language; "" for French.

    `latin` says whether the language is written in Latin letters. If not, any answer with non-Latin letters is marked.
    If so, only answers in prose are marked: a name is the same in every language.
    """
    written_in = language if language != "fr" and _is_in(field, answer.value, latin) else ""
    return replace(answer, language=written_in)


def _is_in(field: Field, value: Value, latin: bool) -> bool:
    kind = kind_of(field.kind)
    text = " ".join(map(str, value.values())) if isinstance(value, Mapping) else value
    if not isinstance(text, str) or kind.chooses:
        return False
    return kind.prose if latin else not spelling.latin(text)
