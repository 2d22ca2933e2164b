"""The answers of a preparation on paper, step by step in their order, to be copied onto another body's own form."""

import json
from itertools import groupby
from typing import Any

from kiosk.domain.reference import spoken
from kiosk.errors import Refused
from kiosk.services.box import Box
from kiosk.services.reader import Reader
from kiosk.store import outbox
from kiosk.words import Words
from printers.slip import Block, Heading, Items, Line, Notice, Pair, Slip


def slip(box: Box, case_id: str, words: Words, reader: Reader) -> Slip:
    """What was answered, in French, which is what the form asks for; then what to take along.

    Raises `Refused("nothing-to-print")`: the answers are destroyed, or this reader has no key.
    """
    db = box.store.read()
    event, key = outbox.current(db, case_id, "submitted"), reader.key(db, case_id)
    if event is None or not event.kept or key is None:
        raise Refused("nothing-to-print")
    body: dict[str, Any] = json.loads(event.body(key))
    title = words.code("paper", "answers")
    blocks: list[Block] = [
        Heading(box.site.name, 1),
        Heading(title, 2),
        Line(body["procedure"]["title"], strong=True),
        Pair(words.code("paper", "reference"), spoken(event.reference)),
        Notice(words.code("paper", "not-a-deposit"), "care"),
    ]
    for step_title, asked in groupby(body["answers"], key=lambda each: str(each["step_title"])):
        said = [Pair(each["label"], each["shown"]) for each in asked if each["shown"]]
        if said:
            blocks += [Heading(step_title, 3), *said]
    taken = tuple(each["label"] for each in body["documents"])
    if taken:
        blocks.append(Items(taken, words.code("paper", "take-along")))
    if body["where"]:
        blocks += [Heading(words.code("paper", "where"), 3), Line(body["where"])]
    return Slip(f"{title} {spoken(event.reference)}", words.language, words.direction, tuple(blocks), event.reference)
