"""What the hub shows of a person who filed in spite of a stop, did not know, or has a curator."""

from tests.gallery.site.hub_browser import Browser
from tests.hub.samples import Box


def test_who_filed_in_spite_of_a_stop_is_told_first(instructor: Browser, box: Box) -> None:
    stop = {
        "step": "birth", "step_title": "La naissance", "field": "born_elsewhere", "kind": "stop",
        "label": "Une autre mairie délivre cet acte", "value": "anyway", "shown": "La personne a choisi de déposer.",
    }  # fmt: skip
    unknown = {
        "step": "a", "step_title": "La mère", "field": "m", "kind": "text", "label": "Nom", "value": None,
        "shown": "Ne sait pas", "unknown": True,
    }  # fmt: skip
    sent = box.submitted(answers=[stop, unknown])
    assert box.outcomes(sent) == ["acknowledged"]
    text = instructor.open(f"/dossiers/{sent['reference']}").text
    assert "La personne a choisi de déposer quand même" in text and "Une autre mairie délivre cet acte" in text
    assert "article L. 114-2" in text and "Ne sait pas" in text


def test_a_case_without_a_stop_says_nothing_of_one(instructor: Browser, box: Box) -> None:
    sent = box.submitted()
    assert box.outcomes(sent) == ["acknowledged"]
    assert "quand même" not in instructor.open(f"/dossiers/{sent['reference']}").text


def test_a_person_with_a_curator_asks_themselves(instructor: Browser, box: Box) -> None:
    sent = box.submitted(for_whom="assisted", assistance={"family_name": "Udaf 35", "given_names": ""})
    assert box.outcomes(sent) == ["acknowledged"]
    text = instructor.open(f"/dossiers/{sent['reference']}").text
    assert "Pour elle-même ou lui-même, avec son curateur" in text and "UDAF 35" in text
    assert "Personne concernée" not in text
