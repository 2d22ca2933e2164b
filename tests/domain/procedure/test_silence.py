"""What silence means for a request depends on its subject, and each subject has its own."""

from kiosk.domain.language.text import Text
from kiosk.domain.procedure.condition import Condition
from kiosk.domain.procedure.silence import Silence, silences_of
from kiosk.domain.time.silence_dates import DECIDES, SilenceMeans
from tests.domain.samples import TODAY, a_procedure

PRESCHOOL = Silence("accepted", 3, about=Text("L’école maternelle"), when=Condition("is", "level", "preschool"))
YOUNG = Silence("none", when=Condition("before", "birth_date", {"years_ago": 3}))
REST = Silence("refused", 2)
OLDER = Silence("none", about=Text("L’école"))
CANTEEN = Silence("accepted", 2, about=Text("La cantine"), when=Condition("is", "canteen", "yes"))


def test_the_first_that_is_about_the_request_counts() -> None:
    for values, expected in [
        ({"level": "preschool"}, PRESCHOOL),
        ({"level": "preschool", "birth_date": "2000-01-01"}, PRESCHOOL),
        ({"birth_date": "2000-01-01"}, YOUNG),
        ({"level": "primary"}, REST),
        ({}, REST),
    ]:
        assert silences_of((PRESCHOOL, YOUNG, REST), values, TODAY) == (expected,)
        assert a_procedure(silence=(PRESCHOOL, YOUNG, REST)).silences_for(values, TODAY) == (expected,)


def test_a_request_about_two_subjects_has_the_silence_of_each() -> None:
    values = {"level": "preschool", "canteen": "yes"}
    assert silences_of((PRESCHOOL, CANTEEN, REST), values, TODAY) == (PRESCHOOL, CANTEEN)
    assert silences_of((PRESCHOOL, CANTEEN, OLDER), {"canteen": "yes"}, TODAY) == (CANTEEN, OLDER)


def test_one_subject_has_one_silence_the_first_that_holds() -> None:
    fallback = Silence("refused", 2, about=Text("L’école maternelle"))
    assert silences_of((PRESCHOOL, CANTEEN, fallback), {"level": "preschool"}, TODAY) == (PRESCHOOL,)
    assert silences_of((PRESCHOOL, CANTEEN, fallback), {"canteen": "yes"}, TODAY) == (CANTEEN, fallback)


def test_a_procedure_that_another_body_decides_says_nothing_of_silence() -> None:
    assert silences_of((), {}, TODAY) == ()


def test_a_decision_comes_of_every_meaning_but_none() -> None:
    assert {means for means in SilenceMeans if Silence(means).decides} == set(DECIDES)
    assert not Silence(SilenceMeans.NONE).decides
