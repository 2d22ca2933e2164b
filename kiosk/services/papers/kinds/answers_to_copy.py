"""The paper with the answers of a preparation, for copying them onto another body's form."""

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from kiosk.domain.answers.case import NAMES, initials
from kiosk.domain.answers.fields.registry import find_field_kind
from kiosk.domain.events.event import EventType
from kiosk.domain.events.reference import format_reference
from kiosk.domain.printing.print_job import Tray
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import KeyHolder
from kiosk.services.box.box import Box
from kiosk.services.papers.kinds import case_receipt
from kiosk.services.papers.paper import Paper
from kiosk.services.procedures import look_up
from kiosk.store import outbox
from kiosk.words.words import Words
from printers.slip import Block, Heading, Items, Line, Notice, Pair, Slip

KIND = "answers"
_SHARED_STEPS = ("for-whom", "applicant", "curator")
"""The first steps of every procedure, who asks for whom, which are on the receipt."""


def make_answers_slip(box: Box, case_id: str, words: Words, reader: KeyHolder) -> Slip:
    """The answers in French, the language of the form, then the documents to take along.

    Raises `Refused` (`nothing-to-print`): the answers are destroyed, or this reader has no key.
    """
    db = box.store.read()
    event, key = outbox.read_newest_event(db, case_id, EventType.SUBMITTED), reader.key(db, case_id)
    if event is None or not event.kept or key is None:
        raise Refused(Refusal.NOTHING_TO_PRINT)
    body: dict[str, Any] = json.loads(event.body(key))
    title, name, named = words.code("paper", KIND), body["procedure"]["title"], frozenset[str]()
    if reader.alone:
        procedure = look_up.find_procedure_of_case(box, db, case_id)
        name = words.code("paper", "discreet") if procedure is None or procedure.discreet else name
        named = frozenset(field.id for field in procedure.fields() if field.role in NAMES) if procedure else named
    blocks: list[Block] = [
        Heading(box.site.name, 1),
        Heading(title, 2),
        Line(name, strong=True),
        Pair(words.code("paper", "reference"), format_reference(event.reference)),
        Notice(words.code("paper", "not-a-deposit"), "warning"),
    ]
    blocks += answers(body, named)
    documents = tuple(document["label"] for document in body["documents"])
    if documents:
        blocks.append(Items(documents, words.code("paper", "take-along")))
    if body["where"]:
        blocks += [Heading(words.code("paper", "where"), 3), Line(body["where"])]
    return Slip(
        f"{title} {format_reference(event.reference)}", words.language, words.direction, tuple(blocks), event.reference
    )


def answers(body: dict[str, Any], named: frozenset[str] = frozenset()) -> Iterator[Block]:
    """The answers of a `submitted` body, step by step, without empty ones; only initials for the fields `named`."""
    shown_answers = (answer for answer in body["answers"] if answer["shown"] and answer["step"] not in _SHARED_STEPS)
    for title, of_step in groupby(shown_answers, key=lambda answer: str(answer["step_title"])):
        yield Heading(title, 3)
        for answer in of_step:
            shown = initials(answer["shown"]) if answer.get("field") in named else answer["shown"]
            lines = tuple(shown.split("\n"))
            yield (
                Items(lines, answer["label"])
                if find_field_kind(answer["kind"]).repeats
                else Pair(answer["label"], shown)
            )


PAPER = Paper(KIND, make_answers_slip, Tray.ANSWERS, number=case_receipt.find_case_number, alone=True)
"""Its subject is a case's id."""
