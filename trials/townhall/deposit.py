"""What a mediator does to help one person to the last question, by the services that the screens call."""

import io
import random

from PIL import Image

from kiosk.domain.answers.position import WHOLE
from kiosk.domain.language.preferences import Preferences
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import begin_case, join_files, one_page
from trials.townhall.person import PROCEDURE, Person

PAPER_FIELD = "identity_shown"
"""The question that a file answers."""
MOST_PAGES = 4


def draft(box: Box, someone: Person, actor: Actor, file: bytes = b"", case_id: str = "") -> str:
    """Begin a case and answer every question, with a picture of a paper where there is one; gives the case's id."""
    case = begin_case.begin(box, PROCEDURE, Preferences(), actor, case_id)
    typed = {name: [value] for step in someone.steps.values() for name, value in step.items()}
    _answer(box, case.id, typed, actor)
    if file:
        join_files.add(box, case.id, PAPER_FIELD, file, "carte.png", Preferences(), actor)
        _answer(box, case.id, typed | {f"f.{PAPER_FIELD}": ["joined"]}, actor)
    return case.id


def scan(seed: int, side: int = 96) -> bytes:
    """A picture of noise, another one for each number: nothing makes it smaller."""
    image = Image.frombytes("L", (side, side), random.Random(seed).randbytes(side * side))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _answer(box: Box, case_id: str, typed: dict[str, list[str]], actor: Actor) -> None:
    """All questions on one page, which comes back with those that the answers have opened."""
    for _ in range(MOST_PAGES):
        if one_page.answer(box, case_id, typed, Preferences(), actor).next != WHOLE:
            return
