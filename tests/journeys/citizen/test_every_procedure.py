"""Each procedure that ships, from the first question to the receipt, by a robot in real Chromium: one of three one page
of questions after the other, the others on one whole page; in `make trials` each in both manners.

What the hub then holds is what the file's examples say, and nothing else.
"""

from datetime import date
from pathlib import Path

import pytest

from kiosk.catalogue.define.catalogue import load_procedure
from kiosk.domain.answers import answering
from kiosk.domain.answers.journey import compute_journey
from kiosk.domain.places.commune import Places
from kiosk.domain.procedure.procedure import Example, Procedure
from kiosk.services.procedures.look_up import places_of
from tests.catalogue.samples import SHIPPED
from tests.journeys.counter import Counter
from tests.journeys.robot import Robot, expected
from tests.long_runs import ARE_LONG


def worth(procedure: Procedure, example: Example, today: date, places: Places) -> dict[str, object]:
    """What an example says, by field id, as the questions judge it."""
    fields = {field.id: field for field in procedure.fields()}
    answers = {
        name: answering.judge_answer(fields[name], typed, today, places) for name, typed in example.answers.items()
    }
    return expected(procedure, example, compute_journey(procedure, answers, today).values)


@pytest.mark.parametrize(
    ("path", "whole"), [
        (path, whole) for number, path in enumerate(SHIPPED) for whole in (False, True)
        if ARE_LONG or (number % 4 == 0 and whole is (number % 8 == 0))
    ],
    ids=lambda value: value.stem if isinstance(value, Path) else "whole" if value else "pages",
)  # fmt: skip
def test_what_is_answered_is_what_arrives(counter: Counter, path: Path, whole: bool) -> None:
    procedure = load_procedure(path)
    example = procedure.examples[int(whole) % len(procedure.examples)]
    robot = Robot(counter.page, counter.address, procedure, example)
    robot.begin(whole)
    robot.answer_whole() if whole else robot.answer_pages()
    reference = robot.confirm()
    box = counter.town.box
    assert counter.arrived(reference) == worth(procedure, example, box.watch.today().day, places_of(box))
