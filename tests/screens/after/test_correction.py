"""Another answer to a question of a submitted case, by its reference, at any desk."""

from kiosk.domain.events.reference import mint
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page
from tests.screens.conftest import Decide, bodies, transmit

BORN = {"f.birth_date.day": "4", "f.birth_date.month": "2", "f.birth_date.year": "1965"}


def listed(desk: Browser, reference: str) -> Page:
    page = desk.get(f"/desk/references/{reference}")
    return desk.get(page.link("Corriger une réponse"))


def asked(desk: Browser, page: Page, question: str) -> Page:
    return desk.get(page.link(question))


def test_a_question_of_the_case_is_chosen_and_answered_by_its_own_control(
    desk: Browser, box: Box, nadia: Actor
) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    page = asked(desk, listed(desk, reference), "Date de naissance")
    assert "3 février 1965" in page.main, "the answer before stands beside it"
    form = page.form("correction").with_values({**BORN, "message": "Un chiffre mal lu."})
    after = desk.send(form)
    assert after.path == f"/desk/references/{reference}"
    assert "Correction" in after.words(".history strong")
    (body,) = bodies(box, nadia, "correction")
    assert body["message"] == "Un chiffre mal lu."
    assert [(answer["field"], answer["shown"]) for answer in body["corrections"]] == [("birth_date", "4 février 1965")]
    assert desk.get(f"/papers/correction/{form['event'][0]}.pdf").status == 200


def test_a_wrong_answer_says_what_to_do_beside_the_question(desk: Browser, box: Box, nadia: Actor) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    page = asked(desk, listed(desk, reference), "Date de naissance")
    wrong = desk.send(page.form("correction").with_values({**BORN, "f.birth_date.day": "40"}))
    assert wrong.status == 422
    assert wrong.one(".notice.danger a").get("href") == "#f-birth_date"
    assert wrong.one('[name="f.birth_date.day"]').get("value") == "40"
    assert bodies(box, nadia, "correction") == []
    right = wrong.form("correction").with_values(BORN)
    desk.send(right)
    desk.send(right)
    assert len(bodies(box, nadia, "correction")) == 1, "a double tap corrects once"


def test_something_else_is_said_in_words(desk: Browser, box: Box, nadia: Actor) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    page = asked(desk, listed(desk, reference), "Une question qui n’est pas dans la liste")
    empty = desk.send(page.form("correction"))
    assert empty.status == 422
    assert [element.get("href") for element in empty.all(".notice.danger a")] == ["#label", "#answer"]
    desk.send(empty.form("correction").with_values({"label": "L’étage", "answer": "Le second."}))
    (body,) = bodies(box, nadia, "correction")
    assert [(row["label"], row["shown"]) for row in body["corrections"]] == [("L’étage", "Le second.")]


def test_after_the_answers_are_destroyed_they_are_not_needed(desk: Browser, box: Box, nadia: Actor) -> None:
    submitted = steps_taken.submitted(desk)
    reference = steps_taken.reference_of(submitted)
    with box.store.write() as db:
        data_keys.destroy(box, db, steps_taken.case_of(submitted), box.clock.now())
    page = asked(desk, listed(desk, reference), "Nom de naissance")
    assert "Elle n’est pas nécessaire pour corriger." in page.main and "Benali" not in page.main
    desk.send(page.form("correction").with_values({"f.birth_name": "Bénali"}))
    (body,) = bodies(box, nadia, "correction")
    assert body["corrections"][0]["shown"] == "Bénali"


def test_a_case_of_another_town_hall_is_corrected_in_words(desk: Browser, box: Box, nadia: Actor) -> None:
    elsewhere, _ = mint("BZ", 1000)
    page = listed(desk, elsewhere)
    assert page.path.endswith("/correction/answer")
    desk.send(page.form("correction").with_values({"label": "La rue", "answer": "Rue des Lilas"}))
    (body,) = bodies(box, nadia, "correction")
    assert body["reference"] == elsewhere


def test_a_decided_case_takes_nothing_more(linked_desk: Browser, decides: Decide) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(linked_desk))
    page = asked(linked_desk, listed(linked_desk, reference), "Nom de naissance")
    transmit(linked_desk)
    decides(reference, "accepted", "")
    transmit(linked_desk)
    late = linked_desk.send(page.form("correction").with_values({"f.birth_name": "Bénali"}))
    assert late.status == 422
    assert "On ne peut plus rien y ajouter." in late.main
    assert late.one("#f-birth_name").get("value") == "Bénali"


def test_a_correction_the_hub_refuses_is_mended(linked_desk: Browser, decides: Decide) -> None:
    elsewhere, _ = mint("BZ", 1000)
    page = listed(linked_desk, elsewhere)
    linked_desk.send(page.form("correction").with_values({"label": "La rue", "answer": "Rue des Lilas"}))
    transmit(linked_desk)
    page = linked_desk.get(linked_desk.get("/desk").one(".work.mend .do a").get("href"))
    assert "La rue Rue des Lilas" in page.main
    after = linked_desk.send(page.form("mend").with_values({"message": "La rue a changé de nom."}))
    assert "Corrigé et renvoyé." in after.main
    assert "1 envoi en attente" in linked_desk.get("/desk").main


def test_a_mediator_of_another_service_corrects_nothing(desk: Browser, omars_desk: Browser) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    for path in ("correction", "correction/answer"):
        page = omars_desk.get(f"/desk/references/{reference}/{path}")
        assert page.status == 409 and "Benali" not in page.text
