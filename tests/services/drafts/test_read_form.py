"""What a form says of one step, and the language that it says it in."""

from kiosk.domain.language.preferences import Preferences
from kiosk.services.access.open_case import open_case
from kiosk.services.box.box import Box
from kiosk.services.drafts import answer_step, begin_case
from tests.gallery.site.gestures import helped


def test_an_answer_keeps_the_language_it_is_written_in(box: Box) -> None:
    actor = helped(box)
    messages = {"f.problem": ["light"], "f.description": ["المصباح لا يعمل"]}
    case = begin_case.begin(box, "street-problem", Preferences("ar"), actor)
    answer_step.answer(box, case.id, "problem", messages, Preferences("ar"), actor)
    assert open_case(box, case.id, actor).case.answers["description"].language == "ar"
