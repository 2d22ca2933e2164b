"""Documents or words added to a submitted case, by its reference, at any desk."""

from gallery.site import steps_taken
from gallery.site.central import Central
from gallery.site.page import Browser, Form, Page
from kiosk.domain.events.reference import mint
from kiosk.services.box.box import Actor, Box
from tests.screens.conftest import Decide, bodies, transmit


def supplement_of(desk: Browser, reference: str) -> Page:
    return desk.get(f"/desk/references/{reference}/supplement")


def filled(page: Page, **values: str) -> Form:
    return page.form("supplement").with_values(values)


def test_documents_seen_and_words_are_added(desk: Browser, box: Box, nadia: Actor) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    form = filled(supplement_of(desk, reference), message="Passeport vu ce matin.")
    page = desk.send(form.with_values({"document.identity": "1", "other-0": "Livret de famille"}))
    assert page.path == f"/desk/references/{reference}"
    assert "Complément" in page.words(".history strong")
    (body,) = bodies(box, nadia, "supplement")
    assert body["message"] == "Passeport vu ce matin."
    assert [(row["id"], row["label"]) for row in body["documents"]] == [
        ("identity", "Une pièce d’identité"), ("", "Livret de famille"),
    ]  # fmt: skip


def test_it_shows_what_the_service_asked_for(linked_desk: Browser, decides: Decide) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(linked_desk))
    transmit(linked_desk)
    decides(reference, "incomplete", "Il manque une pièce d’identité lisible.")
    transmit(linked_desk)
    page = supplement_of(linked_desk, reference)
    assert "Ce que le service demande" in page.main
    assert "Il manque une pièce d’identité lisible." in page.main


def test_a_double_tap_adds_once(desk: Browser, box: Box, nadia: Actor) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    form = filled(supplement_of(desk, reference), message="Une fois.")
    desk.send(form)
    desk.send(form)
    assert len(bodies(box, nadia, "supplement")) == 1


def test_an_empty_form_is_told_what_to_do(desk: Browser, box: Box, nadia: Actor) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    page = desk.send(filled(supplement_of(desk, reference), message="  "))
    assert page.status == 422
    assert "Cochez une pièce, ou écrivez une réponse." in page.main
    assert page.one(".notice.danger a").get("href") == "#message"
    assert bodies(box, nadia, "supplement") == []


def test_words_that_are_too_many_are_kept_and_said(desk: Browser) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    long = "mot " * 3000
    page = desk.send(filled(supplement_of(desk, reference), message=long).with_values({"document.identity": "1"}))
    assert page.status == 422
    assert "C’est trop long." in page.main
    assert page.one("#message").text.strip() == long.strip()
    assert page.one("#document-identity").get("checked") is not None


def test_the_form_after_a_mistake_still_adds_once(desk: Browser, box: Box, nadia: Actor) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    wrong = desk.send(filled(supplement_of(desk, reference), message=""))
    form = filled(wrong, message="Voilà.")
    desk.send(form)
    desk.send(form)
    assert [body["message"] for body in bodies(box, nadia, "supplement")] == ["Voilà."]


def test_a_case_of_another_town_hall_is_completed_here(linked_desk: Browser, central: Central) -> None:
    elsewhere, _ = mint("BZ", 1000)
    page = linked_desk.send(filled(supplement_of(linked_desk, elsewhere), message="Apporté ici."))
    assert page.path == f"/desk/references/{elsewhere}"
    transmit(linked_desk)
    page = linked_desk.get(page.path)
    assert "Le système central ne connaît pas ce numéro." in page.main, "the real hub has never heard of it"


def test_a_decided_case_takes_nothing_more(linked_desk: Browser, decides: Decide) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(linked_desk))
    page = supplement_of(linked_desk, reference)
    transmit(linked_desk)
    decides(reference, "accepted", "")
    transmit(linked_desk)
    late = linked_desk.send(filled(page, message="Trop tard ?"))
    assert late.status == 422
    assert "On ne peut plus rien y ajouter." in late.main
