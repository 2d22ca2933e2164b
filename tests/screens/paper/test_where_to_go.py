"""A stop on the screen: calm, with where to go, and « Déposer quand même » that the review and the hub then show."""

import pytest

from kiosk.services.box.box import Actor, Box
from kiosk.services.spool import print_queue
from kiosk.settings import Settings
from kiosk.store.cases import cases
from kiosk.store.printing import spool
from tests.gallery.shots.stopped import ELSEWHERE, TOO_YOUNG, with_stops
from tests.gallery.site import steps_taken
from tests.gallery.site.cast import PIN
from tests.gallery.site.page import Browser, Page
from tests.screens.conftest import bodies


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return with_stops(settings)


def stop(browser: Browser, birth: dict[str, str] = ELSEWHERE) -> Page:
    page = steps_taken.answer(browser, steps_taken.begin(browser, "stops"), {"f.for_whom": "myself"})
    return steps_taken.answer(browser, page, birth)


def anyway(browser: Browser, page: Page) -> Page:
    return browser.send(page.form_to("/steps/end.born_elsewhere", "anyway"))


def test_a_stop_says_why_and_where_and_asks_nothing(desk: Browser) -> None:
    page = stop(desk)
    assert page.status == 200 and page.heading == "Une autre mairie délivre cet acte"
    for words in ("Chaque mairie garde les actes", "Demandez l’acte à la mairie", "Lyon (69)", "04 72 10 30 30"):
        assert words in page.main, words
    assert not page.all("main .danger") and not page.all("main input:not([type=hidden])")
    assert "Étape" not in page.main


def test_back_leads_to_the_question_that_stopped(desk: Browser) -> None:
    page = stop(desk)
    question = desk.get(page.link("Retour"))
    assert steps_taken.step_of(question) == "birth" and "Lyon" in question.source
    other = steps_taken.answer(desk, question, {"f.birth_commune": "Saint-Aubin-d’Aubigné"})
    assert steps_taken.step_of(other) == "person"


def test_it_prints_where_to_go(desk: Browser, box: Box) -> None:
    page = desk.send(stop(desk).form_to("/where-to-go/end.born_elsewhere"))
    assert "La feuille s’imprime." in page.main
    assert [job.kind for job in spool.recent(box.store.read())] == ["where-to-go"]
    assert print_queue.print_due(box) == 1


def test_no_case_leads_past_it_and_no_draft_is_sent(desk: Browser) -> None:
    page = stop(desk)
    case_id = steps_taken.case_of(page)
    assert steps_taken.step_of(desk.get(f"/cases/{case_id}/steps/person")) == "end.born_elsewhere"
    assert steps_taken.step_of(desk.get(f"/cases/{case_id}/review")) == "end.born_elsewhere"


def test_an_absolute_stop_has_no_other_way(desk: Browser) -> None:
    page = stop(desk, TOO_YOUNG)
    assert page.heading == "Cette démarche n’est pas encore pour vous" and not page.all("button[value=anyway]")


def test_whoever_files_anyway_is_read_so_by_everyone(desk: Browser, box: Box, nadia: Actor) -> None:
    page = steps_taken.answer(desk, anyway(desk, stop(desk)), {"f.birth_name": "Benali", "f.mother.unknown": "1"})
    review = steps_taken.answer(desk, page, {"f.identity_shown": "to_bring"})
    assert "La personne a choisi de déposer quand même." in review.main and "Ne sait pas" in review.main
    case_id = steps_taken.case_of(review)
    turned = desk.send(review.form("send"))
    done = desk.send(desk.send(turned.form("yes")).form("back").with_values({"pin": PIN}))
    assert "L. 114-2" in done.main
    assert cases.submission(box.store.read(), case_id) is not None
    (body,) = bodies(box, nadia, "submitted")
    answers = {answer["field"]: answer for answer in body["answers"]}
    assert answers["born_elsewhere"]["value"] == "anyway"
    assert answers["mother"]["unknown"] is True and answers["mother"]["value"] is None
    assert answers["birth_commune"]["value"] == {"name": "Lyon", "insee": "69123", "ours": False}
