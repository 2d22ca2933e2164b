"""What a mediator does to help one person to the last question, by the services that the screens call."""

import io
import random

from PIL import Image

from kiosk.domain.answers.journey import WHOLE
from kiosk.domain.language.words import Preferences
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import drafts, join_files
from trials.townhall.person import PROCEDURE, Person

PAPER_FIELD = "identity_shown"
"""The question that a file answers."""
MOST_PAGES = 4
OPENS_NOTHING = ("f.birth_town", "f.phone", "f.email")
"""Answers that no other question waits for, and that take the longest to look up: given once, on the second page."""


def draft(box: Box, someone: Person, actor: Actor, file: bytes = b"", case_id: str = "") -> str:
    """Begin a case and answer every question, with a picture of a paper where there is one; gives the case's id."""
    case = drafts.begin_draft(box, PROCEDURE, Preferences(), actor, case_id)
    typed = {name: [value] for step in someone.steps.values() for name, value in step.items()}
    opening = {name: values for name, values in typed.items() if name not in OPENS_NOTHING}
    _answer(box, case.id, opening, typed, actor)
    if file:
        join_files.join_file(box, case.id, PAPER_FIELD, file, "carte.png", Preferences(), actor)
        typed[f"f.{PAPER_FIELD}"] = ["joined"]
        _answer(box, case.id, typed, typed, actor)
    return case.id


def scan(seed: int, side: int = 96) -> bytes:
    """A picture of noise, another one for each number: nothing makes it smaller."""
    image = Image.frombytes("L", (side, side), random.Random(seed).randbytes(side * side))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _answer(box: Box, case_id: str, first: dict[str, list[str]], typed: dict[str, list[str]], actor: Actor) -> None:
    """All questions on one page, which comes back with those that the `first` answers have opened."""
    for answers in (first, *[typed] * (MOST_PAGES - 1)):
        if drafts.answer_step(box, case_id, "", answers, Preferences(), actor).next != WHOLE and answers is typed:
            return
