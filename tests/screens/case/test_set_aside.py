"""« Mettre de côté »: from any page of questions, with a note, back to the desk; and taken up where it was."""

from kiosk.services.box.box import Box
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page

NOTE = "Revient jeudi avec son bail."


def parked(desk: Browser, page: Page, note: str = NOTE) -> Page:
    form = desk.get(page.link("Mettre de côté")).form("park")
    return desk.send(form.with_values({"note": note}))


def test_a_draft_is_set_aside_and_taken_up_where_it_was(desk: Browser) -> None:
    step = steps_taken.fill(desk, steps_taken.begin(desk), until="delivery")
    home = parked(desk, step)
    assert home.path == "/desk"
    assert NOTE in home.words(".work.draft details.more > div"), "covered until asked"
    assert home.all(".work.draft details[open]") == []
    again = desk.get(home.one(".work.draft .do a").get("href"))
    assert again.path == step.path
    assert NOTE in desk.get(again.link("Mettre de côté")).main, "it is there to be changed"


def test_the_review_can_be_set_aside_as_well(desk: Browser) -> None:
    review = steps_taken.to_review(desk)
    assert parked(desk, review, "").path == "/desk"
    assert "À vérifier" in desk.get("/desk").main


def test_what_was_typed_on_the_page_is_kept_on_the_way(desk: Browser) -> None:
    """`js/case/keep.js` sends the page with `then`; what is missing in it does not hold anybody up."""
    step = steps_taken.fill(desk, steps_taken.begin(desk), until="person")
    assert step.one("a[data-then=park]").get("href").endswith("/park")
    asked = desk.send(step.form("answer").with_values({"f.birth_name": "Petit", "then": "park"}))
    assert asked.path.endswith("/park")
    back = desk.get(desk.get(asked.link("Continuer le dossier")).path)
    assert back.one("[name='f.birth_name']").get("value") == "Petit"


def test_a_page_leads_nowhere_else(desk: Browser) -> None:
    step = steps_taken.begin(desk)
    there = desk.send(step.form("answer").with_values({"f.for_whom": "myself", "then": "https://example.org"}))
    assert steps_taken.step_of(there) == "copy"


def test_a_note_that_is_too_long_is_given_back(desk: Browser, box: Box) -> None:
    step = steps_taken.begin(desk)
    refused = parked(desk, step, "x" * 201)
    assert refused.status == 422
    assert "Gardez-en 200 caractères au plus." in refused.main
    assert "x" * 201 in refused.source
    assert box.store.read().table("parked").count_where() == 0


def test_back_does_not_lead_into_what_is_set_aside(desk: Browser) -> None:
    step = steps_taken.fill(desk, steps_taken.begin(desk), until="delivery")
    home = parked(desk, step)
    assert desk.get(step.path).path == "/desk"
    desk.get(home.one(".work.draft .do a").get("href"))
    assert desk.get(step.path).path == step.path, "once it is taken up it is there"


def test_a_submitted_case_is_not_set_aside(desk: Browser) -> None:
    page = steps_taken.submitted(desk)
    assert desk.get(f"/cases/{steps_taken.case_of(page)}/park").path == page.path


def test_a_terminal_s_citizen_leaves_with_a_code_instead(terminal: Browser) -> None:
    step = steps_taken.begin(terminal)
    assert step.link("Arrêter").endswith("/code")
    assert not step.all("[data-then=park]")
    assert terminal.get(f"/cases/{steps_taken.case_of(step)}/park").path == "/"
