"""The first choice at a terminal: what happens to a person."""

from kiosk.domain.language.spelling import Text
from kiosk.domain.procedure.situations import situations
from tests.domain.samples import a_procedure

MOVE = a_procedure(id="move", life_event=Text("Je déménage"), drawing="moving", icon="house")
VOTE = a_procedure(id="vote", life_event=Text("Je veux voter"), drawing="voting")
MOVE_TOO = a_procedure(id="move-too", life_event=Text("Je déménage"))
SHED = a_procedure(id="shed", life_event=Text("Je construis"), icon="construction")
OTHER = a_procedure(id="other")


def test_files_that_say_the_same_share_one_situation() -> None:
    (one,), rest = situations([MOVE_TOO, MOVE])
    assert (one.name, one.drawing) == ("je-demenage", "moving")
    assert [procedure.id for procedure in one.procedures] == ["move-too", "move"] and rest == ()


def test_no_procedure_is_left_out_of_the_first_choice() -> None:
    found, rest = situations([VOTE, OTHER, SHED, MOVE])
    assert [procedure.id for situation in found for procedure in situation.procedures] == ["move", "vote", "shed"]
    assert rest == (OTHER,), "what names no situation stands below"


def test_a_situation_without_a_drawing_comes_last_with_the_icon_of_its_procedure() -> None:
    found, _ = situations([SHED, VOTE])
    assert [(situation.drawing, situation.icon) for situation in found] == [("voting", "file"), ("", "construction")]
