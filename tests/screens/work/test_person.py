"""The line that says whose case it is: on drafts and cases, what is noted there, and their last answers to take."""

import gc
import weakref

from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.people.people_search import directory_of
from tests.gallery.site import steps_taken
from tests.gallery.site.cast import PIN
from tests.gallery.site.page import Browser
from tests.screens.conftest import Decide, transmit


def test_the_strip_stands_over_a_draft_once_its_person_is_known_and_leads_to_their_cases(desk: Browser) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    first = steps_taken.begin(desk)
    assert not first.all(".person-strip")
    step = steps_taken.fill(desk, first, until="delivery")
    strip = step.words(".person-strip summary")[0]
    assert "Marie Louise Benali" in strip and "1 autre dossier" in strip
    assert step.one(".person-strip li a").get("href") == f"/desk/references/{reference}"
    whole = desk.get(f"/cases/{steps_taken.case_of(step)}/whole")
    assert "Marie Louise Benali" in whole.words(".person-strip summary")[0]


def test_their_last_answers_fill_what_is_empty_at_a_press(desk: Browser) -> None:
    steps_taken.submitted(desk)
    step = steps_taken.fill(desk, steps_taken.begin(desk), until="contact")
    offered = step.words("#reuse")[0]
    assert "Reprendre ses réponses du" in offered and "éléphone" in offered
    filled = desk.send(step.form("reuse"))
    assert filled.path == step.path
    assert filled.one("[name='f.phone']").get("value") and not filled.all("#reuse")
    assert "Repris du dossier précédent." in filled.main


def test_what_became_of_the_person_is_noted_at_a_press_and_taken_back(desk: Browser) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    page = desk.get(f"/desk/references/{reference}")
    noted = desk.send(page.form("note-deceased"))
    assert noted.path == page.path
    assert "Décès" in noted.words(".noted")[0] and "noté par Nadia Roux" in noted.words(".noted")[0]
    assert not noted.all("#note-deceased") and noted.all("#note-phone")
    draft = steps_taken.fill(desk, steps_taken.begin(desk), until="delivery")
    assert "Décès" in draft.words(".noted")[0], "in every strip of the person"
    back = desk.send(noted.form("take_back-deceased"))
    assert not back.all(".noted")


def test_the_strip_over_a_draft_follows_what_becomes_of_the_person_s_other_cases(
    linked: Box, linked_desk: Browser, decides: Decide
) -> None:
    """On one draft and in one shift: deposited, decided by the hub, withdrawn, noted, destroyed."""
    decided = steps_taken.submitted(linked_desk)
    draft = steps_taken.fill(linked_desk, steps_taken.begin(linked_desk), until="contact").path

    def states() -> list[str]:
        return linked_desk.get(draft).words(".person-strip li .state")

    assert states() == ["À transmettre"]
    withdrawn = steps_taken.submitted(linked_desk)
    assert states() == ["À transmettre", "À transmettre"]
    transmit(linked_desk)
    decides(steps_taken.reference_of(decided), "accepted", "Venez au guichet.")
    transmit(linked_desk)
    assert states() == ["Reçu", "Acceptée"]
    address = f"/desk/references/{steps_taken.reference_of(withdrawn)}"
    turned = linked_desk.send(linked_desk.get(f"{address}/withdrawal").form("turn"))
    thanks = linked_desk.send(turned.form("turned"))
    linked_desk.send(thanks.form("back").with_values({"pin": PIN, "do": "back"}))
    assert states() == ["Retrait demandé", "Acceptée"]
    linked_desk.send(linked_desk.get(address).form("note-phone"))
    assert "téléphone" in linked_desk.get(draft).words(".noted")[0]
    for gone in (withdrawn, decided):
        assert linked_desk.get(draft).all("#reuse")
        with linked.store.write() as db:
            data_keys.destroy(linked, db, steps_taken.case_of(gone), linked.clock.now())
    assert not states() and not linked_desk.get(draft).all("#reuse")


def test_nothing_of_a_strip_outlives_the_shift(desk: Browser, box: Box, nadia: Actor) -> None:
    steps_taken.submitted(desk)
    draft = steps_taken.fill(desk, steps_taken.begin(desk), until="contact")
    assert "1 autre dossier" in draft.words(".person-strip summary")[0]
    kept = weakref.ref(directory_of(box, nadia.mediator_id))
    box.shifts.end(nadia.mediator_id)
    gc.collect()
    assert kept() is None and box.shifts.memory(nadia.mediator_id) == {}
    assert not desk.get(draft.path).all(".person-strip"), "the first factor is asked"
