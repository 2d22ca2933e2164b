"""What silence means for a request depends on its subject, and the first that holds counts."""

import pytest

from kiosk.domain.language.text import Text
from kiosk.domain.procedure.condition import Condition
from kiosk.domain.procedure.silence import Silence, silence_of
from kiosk.domain.time.silence_dates import DECIDES, SilenceMeans
from tests.domain.samples import TODAY, a_procedure

PRESCHOOL = Silence("accepted", 3, about=Text("L’école maternelle"), when=Condition("is", "level", "preschool"))
YOUNG = Silence("none", when=Condition("before", "birth_date", {"years_ago": 3}))
REST = Silence("refused", 2)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"level": "preschool"}, PRESCHOOL),
        ({"level": "preschool", "birth_date": "2000-01-01"}, PRESCHOOL),
        ({"birth_date": "2000-01-01"}, YOUNG),
        ({"level": "primary"}, REST),
        ({}, REST),
    ],
)
def test_the_first_that_is_about_the_request_counts(values: dict[str, str], expected: Silence) -> None:
    assert silence_of((PRESCHOOL, YOUNG, REST), values, TODAY) == expected
    assert a_procedure(silence=(PRESCHOOL, YOUNG, REST)).silence_for(values, TODAY) == expected


def test_a_procedure_that_another_body_decides_says_nothing_of_silence() -> None:
    assert silence_of((), {}, TODAY) is None


def test_a_decision_comes_of_every_meaning_but_none() -> None:
    assert {means for means in SilenceMeans if Silence(means).decides} == set(DECIDES)
    assert not Silence(SilenceMeans.NONE).decides
