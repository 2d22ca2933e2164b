"""The line that says whose case it is: on drafts and cases, what is noted there, and their last answers to take."""

from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser


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
