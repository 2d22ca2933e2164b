"""A pictogram of the town hall's own is told from an icon by its name, and a procedure names them in three places."""

from kiosk.domain.procedure.pictograms import file_name, is_own, named_by
from tests.catalogue.samples import SOUND, sound


def test_a_pictogram_is_named_by_its_file() -> None:
    assert is_own("site-creche") and file_name("site-creche") == "creche"
    assert not is_own("house")


def test_those_of_the_procedure_its_steps_and_its_answers_are_told() -> None:
    answers = "[{ value: a, label: A, icon: site-court }, { value: b, label: B, icon: house }]"
    named = SOUND.replace("icon: truck", "icon: site-camion").replace("title: Où ?", "title: Où ?\n    icon: site-rue")
    named += f"      - {{ id: side, kind: choice, label: Côté, choices: {answers} }}\n"
    assert named_by(sound(named)) == ["camion", "rue", "court"]
    assert named_by(sound(SOUND)) == []
