"""« Même personne, autre démarche »: three touches, and what is known of them stands filled in."""

from kiosk.services.box.box import Box
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page


def first_question(desk: Browser, page: Page) -> Page:
    offered = desk.get(page.link("Même personne, autre démarche"))
    introduction = desk.get(offered.link("Carte d’identité"))
    assert "Chaque page reste à confirmer avec elle." in introduction.main
    return desk.send(introduction.form("begin"))


def test_from_the_number_to_the_next_first_question_in_three_touches(desk: Browser) -> None:
    step = first_question(desk, steps_taken.submitted(desk))
    assert steps_taken.step_of(step) == "for-whom"
    assert "Repris du dossier précédent." in step.main
    assert step.one("input[value=myself]").get("checked") is not None
    person = steps_taken.fill(
        desk, steps_taken.answer(desk, step, {"f.for_whom": "myself"}), "identity-document", until="person"
    )
    assert person.one("[name='f.birth_name']").get("value") == "Benali"
    assert person.words(".message")[:1] == ["Repris du dossier précédent. Vérifiez avec la personne."]


def test_a_page_that_is_confirmed_says_so_no_more(desk: Browser) -> None:
    step = first_question(desk, steps_taken.submitted(desk))
    steps_taken.answer(desk, step, {"f.for_whom": "myself"})
    assert "Repris du dossier précédent." not in desk.get(step.path).main


def test_the_review_names_the_pages_that_nobody_has_confirmed(desk: Browser) -> None:
    step = first_question(desk, steps_taken.submitted(desk))
    review = desk.get(f"/cases/{steps_taken.case_of(step)}/review")
    assert "Il reste" in review.main
    assert not review.all("form#send")


def test_a_followed_case_offers_it_as_long_as_it_is_readable(desk: Browser, box: Box) -> None:
    submitted = steps_taken.submitted(desk)
    page = desk.get(f"/desk/references/{steps_taken.reference_of(submitted)}")
    assert steps_taken.step_of(first_question(desk, page)) == "for-whom"
    with box.store.write() as db:
        db.conn.execute("DELETE FROM data_keys WHERE subject = ?", (steps_taken.case_of(submitted),))
    gone = desk.get(page.path)
    assert "Même personne" not in gone.main


def test_what_can_no_longer_be_read_is_said_and_nothing_is_begun(desk: Browser, box: Box) -> None:
    submitted = steps_taken.submitted(desk)
    offered = desk.get(submitted.link("Même personne, autre démarche"))
    introduction = desk.get(offered.link("Carte d’identité"))
    with box.store.write() as db:
        db.conn.execute("DELETE FROM data_keys WHERE subject = ?", (steps_taken.case_of(submitted),))
    refused = desk.send(introduction.form("begin"))
    assert refused.status == 409
    assert "ne peut plus être lu ici" in refused.main


def test_nobody_but_a_mediator_is_offered_it(terminal: Browser) -> None:
    page = steps_taken.alone(terminal)
    assert "Même personne" not in page.main
    case = steps_taken.case_of(page)
    assert "Même personne" not in terminal.get(f"/procedures?from={case}").main
    form = terminal.get("/procedures/birth-certificate").form("begin").with_values({"from": case})
    assert "Benali" not in terminal.send(form).source


def test_an_address_that_names_no_case_is_the_catalogue_as_ever(desk: Browser) -> None:
    assert "Même personne" not in desk.get("/procedures?from=x'--").main


ANOTHER = {"f.for_whom": "my_child"}
OF_THE_MOTHER = ("Benali", "Marie Louise", "1965")


def on_one_page(desk: Browser) -> Page:
    offered = desk.get(steps_taken.submitted(desk).link("Même personne, autre démarche"))
    introduction = desk.get(offered.link("Carte d’identité"))
    page = desk.send(introduction.form("begin").with_values({"on": "whole"}))
    assert all(item in page.source for item in OF_THE_MOTHER)
    return page


def test_on_one_page_nothing_of_the_mother_stays_once_it_is_for_her_child(desk: Browser) -> None:
    """Her name and her date of birth came back with the form, as they were filled in; nobody had said them."""
    page = desk.send(on_one_page(desk).form("answer").with_values(ANOTHER))
    assert page.status == 422
    assert not any(item in page.source for item in OF_THE_MOTHER)
    assert not page.one("[name='f.birth_name']").get("value")
    assert page.one("[name='f.birth_name']").get("aria-invalid") is None, "asked anew, and nobody is blamed"
    assert page.one("[name='f.phone']").get("value") == "02 99 00 00 01", "how to reach them stays"
    page = desk.send(page.form("answer").with_values({"f.birth_name": "Petit"}))
    assert page.one("[name='f.birth_name']").get("value") == "Petit"
    assert page.one("[name='f.given_names']").get("aria-invalid") == "true"


def test_what_is_typed_for_the_child_on_the_same_page_is_the_childs(desk: Browser) -> None:
    child = {**ANOTHER, "f.birth_name": "Petit", "f.given_names": "Lina"}
    page = desk.send(on_one_page(desk).form("answer").with_values(child))
    assert page.one("[name='f.birth_name']").get("value") == "Petit"
    assert page.one("[name='f.given_names']").get("value") == "Lina"
    assert "1965" not in page.source


def test_a_page_that_asks_by_itself_what_an_answer_opens_confirms_nobody(desk: Browser) -> None:
    page = on_one_page(desk)
    refreshed = desk.send(page.form("answer").with_values({"f.wanted": "both", "refresh": "1"}))
    assert refreshed.status == 200 and all(item in refreshed.source for item in OF_THE_MOTHER)
    child = desk.send(refreshed.form("answer").with_values({**ANOTHER, "refresh": "1"}))
    assert child.status == 200 and not any(item in child.source for item in OF_THE_MOTHER)


def test_step_by_step_nothing_of_the_mother_stays_either(desk: Browser) -> None:
    step = first_question(desk, steps_taken.submitted(desk))
    case_id = steps_taken.case_of(step)
    steps_taken.answer(desk, step, {"f.for_whom": "myself"})
    applicant = steps_taken.answer(desk, desk.get(f"/cases/{case_id}/steps/for-whom"), ANOTHER)
    assert steps_taken.step_of(applicant) == "applicant"
    person = desk.get(f"/cases/{case_id}/steps/person")
    assert not person.one("[name='f.birth_name']").get("value")
