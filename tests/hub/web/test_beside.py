"""Beside a case stand who has it, the notes and the person's other requests."""

from kiosk.domain.events.reference import spoken
from tests.gallery.site.hub_browser import Browser
from tests.hub.samples import Box


def test_all_three_stand_beside_a_case(instructor: Browser, box: Box) -> None:
    one, other = box.submitted(), box.submitted()
    box.send(one, other)
    text = instructor.open(f"/dossiers/{one['reference']}").text
    for words in ("Suivi par", "Personne pour l’instant", "Notes du service", "La même personne"):
        assert words in text
    beside = instructor.page.xpath("//ul[contains(@class, 'elsewhere')]")[0].text_content()
    assert spoken(other["reference"]) in beside and spoken(one["reference"]) not in beside
