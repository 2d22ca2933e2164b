"""The body of a `correction` event: other answers to questions of a submitted case, without any of the old ones."""

from dataclasses import asdict, dataclass
from typing import Any

from kiosk.domain import event
from kiosk.domain.case import Answer, Value
from kiosk.domain.event import Event
from kiosk.domain.fields.registry import kind_of
from kiosk.domain.procedure import Field
from kiosk.domain.submission import shown
from kiosk.domain.words import Words

LONGEST_LABEL = 200
"""Characters in which a person says which question they mean."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """One question with its new answer, in French; `field` and `kind` are "" for a question said in free words."""

    field: str
    label: str
    kind: str
    value: Value
    shown: str


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person puts right, and why if they say so."""

    corrections: tuple[Corrected, ...]
    message: str = ""


def may_be(field: Field) -> bool:
    """Whether a correction can answer this question.

    What only informs, what a file answers, what is asked for each of several and what is signed is none of its matter.
    """
    kind = kind_of(field.kind)
    return kind.answers and not (kind.attaches or kind.alone)


def of(field: Field, answer: Answer, french: Words) -> Corrected:
    """The correction that a question's own control gives."""
    return Corrected(field.id, french.text(field.label), field.kind, answer.value, shown(field, answer.value, french))


def in_words(label: str, said: str) -> Corrected:
    """One of a question that only the person's words name."""
    return Corrected("", label.strip(), "", said.strip(), said.strip())


def made(correction: Correction, **place: Any) -> Event:
    """The event (version 1, see `docs/wire.md`); `place` is what `event.added` takes."""
    said = [asdict(each) for each in correction.corrections]
    return event.added("correction", {"corrections": said, "message": correction.message.strip()}, **place)
