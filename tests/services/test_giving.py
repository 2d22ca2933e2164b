"""What a form says of one step, and the language that it says it in."""

from kiosk.domain.preferences import Preferences
from kiosk.services import desk
from kiosk.services.box import Box
from tests.gestures import helped


def test_an_answer_keeps_the_language_it_is_written_in(box: Box) -> None:
    actor = helped(box)
    said = {"f.problem": ["light"], "f.description": ["المصباح لا يعمل"]}
    case = desk.begin(box, "street-problem", Preferences("ar"), actor)
    desk.answer(box, case.id, "problem", said, Preferences("ar"), actor)
    assert desk.open_case(box, case.id, actor).case.answers["description"].language == "ar"
