"""What a second screen says of a case: each question with its answer, in the citizen's language and in French."""

import hashlib

from msgspec import Struct

from kiosk.domain.answers.fields.registry import kind_of
from kiosk.domain.answers.journey import Journey
from kiosk.domain.events import submission
from kiosk.words.languages import FRENCH
from kiosk.words.words import Words


class Line(Struct, frozen=True):
    """One question and its answer in words; `french` and `answer_french` are "" where they would say the same.

    `digest` changes with the answer: what was confirmed counts for that answer alone. `step` is the page of the
    question at the desk.
    """

    field: str
    step: str
    question: str
    answer: str
    digest: str
    french: str = ""
    answer_french: str = ""


def lines_of(journey: Journey, theirs: Words, french: Words) -> tuple[Line, ...]:
    """Every question of the person's way with its answer as it is saved, "" where there is none."""
    lines: list[Line] = []
    for stop in journey.stops:
        for field in stop.fields:
            if not kind_of(field.kind).answers:
                continue
            value, unknown = journey.values.get(field.id), field.id in journey.unknown
            in_french = submission.shown(field, value, french, unknown)
            said = "\n".join((field.id, repr(value), str(unknown), in_french))
            digest = hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
            own = theirs.language != FRENCH
            lines.append(
                Line(
                    field.id,
                    stop.id,
                    theirs.text(field.label),
                    submission.shown(field, value, theirs, unknown),
                    digest,
                    french.text(field.label) if own else "",
                    in_french if own else "",
                )
            )
    return tuple(lines)


def digest_of(lines: tuple[Line, ...]) -> str:
    """What changes with any answer of the case."""
    return hashlib.sha256("\n".join(line.digest for line in lines).encode()).hexdigest()
