"""A stop is advice: its only answer is that the person files anyway, which an absolute one refuses."""

from kiosk.domain.answers import answering
from kiosk.domain.answers.fields.stop import ANYWAY, KIND
from kiosk.domain.language.text import Text
from tests.domain.samples import TODAY, Codes, a_field

WHERE = {"where": Text("À la mairie de naissance")}


def test_a_person_files_anyway_unless_nothing_can_be_filed() -> None:
    for typed, absolute, fault in [
        ("anyway", False, ""),
        ("anyway", True, "absolute-stop"),
        ("oui", False, "not-a-choice"),
        ("", False, "missing"),
    ]:
        answer = answering.answer(a_field("stop", absolute=absolute, **WHERE), {"": (typed,)}, TODAY)
        assert (answer.fault, answer.value) == (fault, None if fault else ANYWAY)


def test_the_choice_is_told_in_words() -> None:
    assert KIND.shown(a_field("stop", **WHERE), ANYWAY, Codes()) == "answer:filed-anyway"
