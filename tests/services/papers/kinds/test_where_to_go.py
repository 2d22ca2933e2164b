"""The paper of a stop: why, where to go, that one may file anyway; about nobody."""

import pytest

from kiosk.domain.events.submission import Confirmation
from kiosk.domain.language.preferences import Preferences
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.key_holder import Reader
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import answer_step, begin_case, submit_case
from kiosk.services.papers import papers
from kiosk.services.papers.kinds import where_to_go
from kiosk.settings import Settings
from tests.gallery.shots.stopped import ELSEWHERE, with_stops
from tests.gallery.site.gestures import form
from tests.services.conftest import fault_of

FRENCH = Preferences()
CHILD = {
    "f.birth_date.day": "1",
    "f.birth_date.month": "2",
    "f.birth_date.year": "2020",
    "f.birth_commune": "Nulle-Part",
}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return with_stops(settings)


def draft(box: Box, nadia: Actor, birth: dict[str, str]) -> str:
    case = begin_case.begin(box, "stops", FRENCH, nadia)
    answer_step.answer(box, case.id, "for-whom", form({"f.for_whom": "myself"}), FRENCH, nadia)
    answer_step.answer(box, case.id, "birth", form(birth), FRENCH, nadia)
    return case.id


def told(box: Box, case_id: str, nadia: Actor, language: str = "fr") -> str:
    slip = papers.slip_of_kind(box, where_to_go.KIND, case_id, box.words(language), Reader(nadia))
    return str(slip.blocks)


def test_it_says_why_where_and_which_town_hall(box: Box, nadia: Actor) -> None:
    result = told(box, draft(box, nadia, ELSEWHERE), nadia)
    for words in (
        "Une autre mairie délivre cet acte",
        "Chaque mairie garde",
        "label='Mairie'",
        "Lyon (69)",
        "04 72 10 30 30",
    ):
        assert words in result.replace("\u202f", " ").replace("\u00a0", " "), words
    assert "quand même" in result


def test_it_is_in_both_languages(box: Box, nadia: Actor) -> None:
    result = told(box, draft(box, nadia, ELSEWHERE), nadia, "ar")
    assert "إلى أين تذهب" in result and "Où aller" in result


def test_an_absolute_stop_offers_nothing_beside_it(box: Box, nadia: Actor) -> None:
    result = told(box, draft(box, nadia, CHILD), nadia)
    assert "16 ans" in result and "quand même" not in result


def test_there_is_none_where_nothing_stops(box: Box, nadia: Actor) -> None:
    case_id = draft(box, nadia, {**ELSEWHERE, "f.birth_commune": "Saint-Aubin-d’Aubigné"})
    with pytest.raises(Refused) as refused:
        told(box, case_id, nadia)
    assert fault_of(refused) == Refusal.NOTHING_TO_PRINT


def test_the_service_lets_nobody_file_where_nothing_can_be(box: Box, nadia: Actor) -> None:
    case_id = draft(box, nadia, CHILD)
    said = answer_step.answer(box, case_id, "end.too_young", form({"f.too_young": "anyway"}), FRENCH, nadia)
    assert said.faults == {"too_young": "absolute-stop"} and said.next.id == "end.too_young"


def test_the_service_submits_nothing_while_a_stop_stands(box: Box, nadia: Actor) -> None:
    for birth in (ELSEWHERE, CHILD):
        case_id = draft(box, nadia, birth)
        with pytest.raises(Refused) as refused:
            submit_case.submit(box, case_id, nadia, Confirmation("citizen", "touch"))
        assert fault_of(refused) == Refusal.NOT_COMPLETE
