"""Lists and files of cases: found as people look for them, on either engine."""

from hub.cases.cases import read_case
from hub.cases.computed_columns import state_of
from hub.hub import Hub
from tests.gallery.site.hub_browser import Browser
from tests.hub.samples import Box


def test_a_file_holds_what_was_asked_added_and_decided(hub: Hub, box: Box) -> None:
    case = box.submitted()
    box.send(case, box.supplement(case["reference"], case["stream"], 2))
    with hub.store.reading() as connection:
        file = read_case(connection, hub.ring, case["reference"])
        assert state_of(connection, file.id) == file.state == "received"
    assert [title for title, _ in file.steps] == ["La personne", "L’acte", "Vous joindre"]
    assert [body["message"] for _, body in file.supplements] == ["Voici la pièce demandée."]
    assert (file.decisions, file.seen) == ((), 0)


def test_what_a_desk_noted_of_the_person_stands_above_the_case_until_it_is_taken_back(
    instructor: Browser, box: Box
) -> None:
    sent = box.submitted()
    box.send(sent)
    place, fact = (sent["reference"], sent["stream"]), {"by": "Nadia Roux", "at": "2026-12-02T09:00:00.000000+00:00"}
    both = [{"fact": "deceased", **fact}, {"fact": "moved-away", **fact}]
    assert box.outcomes(box.asked("notices", *place, 2, noted=both)) == ["acknowledged"]
    text = instructor.open(f"/dossiers/{sent['reference']}").text
    assert "Noté à la mairie" in text and "Décès par Nadia Roux, 2 décembre 2026" in text
    assert "moved-away" in text, "of a newer box: as it is said"
    assert "Noté au sujet de la personne : Mairie de Saint-Aubin" in text
    assert box.outcomes(box.asked("notices", *place, 3, noted=[])) == ["acknowledged"]
    assert "Noté à la mairie" not in instructor.open(f"/dossiers/{sent['reference']}").text


def test_what_was_noted_of_a_draft_comes_with_the_case(instructor: Browser, box: Box) -> None:
    fact = {"fact": "address", "by": "Nadia Roux", "at": "2026-11-24T09:00:00.000000+00:00"}
    sent = box.submitted(noted=[fact])
    box.send(sent)
    assert "Adresse fausse par Nadia Roux" in instructor.open(f"/dossiers/{sent['reference']}").text
