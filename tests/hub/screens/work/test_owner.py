"""Taking, handing over and noting, from the page of a case."""

from hub.hub import Hub
from hub.people.people import Staff
from hub.work import owners
from tests.gallery.site.hub_browser import Browser
from tests.hub.samples import Box


def test_a_case_is_taken_and_its_owner_is_in_the_list(instructor: Browser, hub: Hub, box: Box, lea: Staff) -> None:
    sent = box.submitted()
    box.send(sent)
    page = instructor.open(f"/dossiers/{sent['reference']}")
    page.fill("/suivi")
    assert "Suivi par Vous" in page.text
    assert "à vous" in page.open("/dossiers?view=mine").text
    page.open(f"/dossiers/{sent['reference']}").fill("/suivi", to=lea.id)
    assert "Suivi par Léa Petit" in page.text
    assert "Aucun dossier ne correspond" in page.open("/dossiers?view=mine").text
    assert "Léa Petit" in page.open("/dossiers?view=all").text


def test_a_colleague_who_was_faster_keeps_it(instructor: Browser, hub: Hub, box: Box, lea: Staff) -> None:
    sent = box.submitted()
    box.send(sent)
    instructor.open(f"/dossiers/{sent['reference']}")
    owners.hand_over(hub, lea, sent["reference"], lea.id, "")
    instructor.fill("/suivi")
    assert "Un collègue vient de prendre ce dossier" in instructor.text
    assert "Suivi par" in instructor.text and "Léa Petit" in instructor.text


def test_a_note_is_kept_and_an_empty_one_is_asked_for(instructor: Browser, box: Box) -> None:
    sent = box.submitted()
    box.send(sent)
    instructor.open(f"/dossiers/{sent['reference']}").fill("/notes", message="  ")
    assert "Écrivez la note avant de la garder" in instructor.text
    instructor.fill("/notes", message="Registre <b>1945</b> en reliure.")
    assert "Registre <b>1945</b> en reliure." in instructor.text and "Paul Morel" in instructor.text
