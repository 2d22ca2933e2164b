"""« Même personne, autre démarche »: three touches, and what is known of them stands filled in."""

from kiosk.services.box import Box
from tests import walk
from tests.page import Browser, Page


def first_question(desk: Browser, page: Page) -> Page:
    """Button, procedure, « Commencer »: three touches."""
    offered = desk.get(page.link("Même personne, autre démarche"))
    introduction = desk.get(offered.link("carte d’identité"))
    assert "Chaque page reste à confirmer avec elle." in introduction.main
    return desk.send(introduction.form("begin"))


def test_from_the_number_to_the_next_first_question_in_three_touches(desk: Browser) -> None:
    step = first_question(desk, walk.submitted(desk))
    assert walk.step_of(step) == "for-whom"
    assert "Repris du dossier d’avant." in step.main
    assert step.one("input[value=myself]").get("checked") is not None
    person = walk.fill(desk, walk.answer(desk, step, {"f.for_whom": "myself"}), "identity-document", until="person")
    assert person.one("[name='f.birth_name']").get("value") == "Benali"
    assert person.words(".said")[:1] == ["Repris du dossier d’avant. Vérifiez avec la personne."]


def test_a_page_that_is_confirmed_says_so_no_more(desk: Browser) -> None:
    step = first_question(desk, walk.submitted(desk))
    walk.answer(desk, step, {"f.for_whom": "myself"})
    assert "Repris du dossier d’avant." not in desk.get(step.path).main


def test_the_review_names_the_pages_that_nobody_has_confirmed(desk: Browser) -> None:
    step = first_question(desk, walk.submitted(desk))
    review = desk.get(f"/cases/{walk.case_of(step)}/review")
    assert "Il reste" in review.main
    assert not review.all("form#send")


def test_a_followed_case_offers_it_as_long_as_it_is_readable(desk: Browser, box: Box) -> None:
    submitted = walk.submitted(desk)
    page = desk.get(f"/desk/references/{walk.reference_of(submitted)}")
    assert walk.step_of(first_question(desk, page)) == "for-whom"
    with box.store.write() as db:
        db.conn.execute("DELETE FROM data_keys WHERE subject = ?", (walk.case_of(submitted),))
    gone = desk.get(page.path)
    assert "Même personne" not in gone.main


def test_what_can_no_longer_be_read_is_said_and_nothing_is_begun(desk: Browser, box: Box) -> None:
    submitted = walk.submitted(desk)
    offered = desk.get(submitted.link("Même personne, autre démarche"))
    introduction = desk.get(offered.link("carte d’identité"))
    with box.store.write() as db:
        db.conn.execute("DELETE FROM data_keys WHERE subject = ?", (walk.case_of(submitted),))
    refused = desk.send(introduction.form("begin"))
    assert refused.status == 409
    assert "ne peut plus être lu ici" in refused.main


def test_nobody_but_a_mediator_is_offered_it(terminal: Browser) -> None:
    page = walk.alone(terminal)
    assert "Même personne" not in page.main
    case = walk.case_of(page)
    assert "Même personne" not in terminal.get(f"/procedures?from={case}").main
    form = terminal.get("/procedures/birth-certificate").form("begin").with_values({"from": case})
    assert "Benali" not in terminal.send(form).source


def test_an_address_that_names_no_case_is_the_catalogue_as_ever(desk: Browser) -> None:
    assert "Même personne" not in desk.get("/procedures?from=x'--").main
