"""The body of a `correction` event: new answers to questions of a submitted case; the old answers are not needed."""

from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from kiosk.domain.answers.case import Answer
from kiosk.domain.answers.fields.registry import kind_of
from kiosk.domain.events.added import make_added
from kiosk.domain.events.event import Event, EventType
from kiosk.domain.events.submission import shown
from kiosk.domain.events.wire.bodies import CorrectedAnswer
from kiosk.domain.language.words import Value, Words
from kiosk.domain.procedure.procedure import Field

LONGEST_LABEL = 200
"""Most characters in which a person names the question they mean."""


class Corrected(Struct, frozen=True):
    """One question with its new answer, in French; `field` and `kind` are "" for a question named in free words."""

    field: str
    label: str
    kind: str
    value: Value
    shown: str


class Correction(Struct, frozen=True):
    """The corrected answers of a case, and the person's reason if they give one."""

    corrections: tuple[Corrected, ...]
    message: str = ""


def may_be(field: Field) -> bool:
    """Whether a correction can answer this question: not notes, documents, groups, signatures or stops."""
    kind = kind_of(field.kind)
    return kind.answers and not (kind.attaches or kind.alone)


def of(field: Field, answer: Answer, french: Words) -> Corrected:
    """The correction of a question of the procedure, from its judged answer."""
    told = shown(field, answer.value, french, answer.unknown)
    return Corrected(field.id, french.text(field.label), field.kind, answer.value, told)


def in_words(label: str, answer: str) -> Corrected:
    """The correction of a question that the person names in their own words."""
    return Corrected("", label.strip(), "", answer.strip(), answer.strip())


def make_event(correction: Correction, **place: Any) -> Event:
    """The event (version 1, see `docs/wire.md`); `place` is what `make_added` takes."""
    corrections = tuple(CorrectedAnswer(**asdict(corrected)) for corrected in correction.corrections)
    own = {"corrections": corrections, "message": correction.message.strip()}
    return make_added(EventType.CORRECTION, own, **place)
