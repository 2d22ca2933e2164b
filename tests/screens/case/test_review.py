"""Every answer once more, before it is sent."""

from msgspec.structs import replace

from kiosk.domain.mandates.mandate import Mandate, Person, Terms
from kiosk.services.access.open_case import read_uses
from kiosk.services.box.box import Actor, Box
from kiosk.services.mandates import mandates
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page

MARIE = Person("Benali", "Marie", "1965-02-03")


def answers(page: Page) -> dict[str, str]:
    """Question to answer, as the page says them."""
    return dict(zip(page.words("dl.answers dt"), page.words("dl.answers dd:nth-of-type(1)"), strict=True))


def test_every_answer_is_there_in_words(desk: Browser) -> None:
    result = answers(steps_taken.to_review(desk))
    assert result["La démarche est pour"] == "Moi-même"
    assert result["Document demandé"] == "Copie intégrale"
    assert result["Date de naissance"] == "3 février 1965"
    assert result["Pièce d’identité"] == "À apporter"
    assert result["Nom de naissance"] == "Benali"


def test_a_question_that_was_left_out_says_so_and_is_no_blank(desk: Browser) -> None:
    review = steps_taken.to_review(desk)
    assert answers(review)["Pour quelle démarche ?"] == "Sans réponse"
    assert "" not in answers(review).values()
    turned = desk.send(review.form("send"))
    assert "" not in turned.words("dl.answers dd") and "Sans réponse" in turned.words("dl.answers dd")


def test_enter_presses_from_anywhere_what_turns_the_screen_and_nothing_that_sends(desk: Browser) -> None:
    assert steps_taken.to_review(desk).words("[data-goes]") == ["Faire confirmer par la personne"]
    page = desk.send(desk.get("/procedures/birth-certificate").form("begin").with_values({"by": "phone"}))
    assert not steps_taken.fill(desk, page).all("[data-goes]")


def test_a_question_answered_by_i_have_none_says_so(desk: Browser) -> None:
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="parents")
    none = {"f.parent_2_name.none": "1", "f.parent_2_given_name.none": "1", "f.parent_2_name": ""}
    page = steps_taken.answer(
        desk, page, {**steps_taken.BIRTH_CERTIFICATE["parents"], **none, "f.parent_2_given_name": ""}
    )
    page = steps_taken.fill(desk, page)
    assert answers(page)["Nom de naissance du père ou du second parent"] == "Ce parent n’est pas sur l’acte"


def test_any_answer_can_be_changed_and_one_comes_back_here(desk: Browser) -> None:
    review = steps_taken.to_review(desk)
    changes = [link.get("href") for link in review.all("dl.answers a")]
    assert len(changes) == len(review.words("dl.answers dt"))
    step = desk.get(next(change for change in changes if "/steps/person" in change))
    assert desk.get(step.link("Retour")).path == review.path
    page = steps_taken.answer(desk, step, {"f.birth_name": "Benali-Petit"})
    assert page.path == review.path
    assert answers(page)["Nom de naissance"] == "Benali-Petit"


def test_a_wrong_change_stays_at_the_question_and_still_comes_back_here(desk: Browser) -> None:
    review = steps_taken.to_review(desk)
    case = steps_taken.case_of(review)
    page = steps_taken.answer(desk, desk.get(f"/cases/{case}/steps/copy?change=1"), {"f.copies": "0"})
    assert page.status == 422
    page = steps_taken.answer(desk, page, {"f.copies": "2"})
    assert page.path == review.path


def test_a_change_that_opens_a_question_leads_to_it_and_then_here(desk: Browser) -> None:
    review = steps_taken.to_review(desk)
    case = steps_taken.case_of(review)
    steps_taken.answer(desk, desk.get(f"/cases/{case}/steps/birth?change=1"), {"f.birth_date.year": "2015"})
    page = steps_taken.answer(desk, desk.get(f"/cases/{case}/steps/for-whom?change=1"), {"f.for_whom": "my_child"})
    assert steps_taken.step_of(page) == "applicant"
    listed = desk.get(f"/cases/{case}/review")
    assert "Il reste 2 questions" in listed.main
    assert listed.words(".notice.warning a") == [
        "Qui fait la demande ?", "Avez-vous ces documents avec vous ?",
    ]  # fmt: skip
    page = steps_taken.answer(
        desk, desk.get(listed.one(".notice.warning a").get("href")), steps_taken.IDENTITY_DOCUMENT["applicant"]
    )
    assert steps_taken.step_of(page) == "papers"


def test_a_change_that_opens_a_note_shows_it_and_then_comes_back_here(desk: Browser) -> None:
    page = steps_taken.answer(desk, steps_taken.begin(desk, "street-problem"), {"f.danger": "no"})
    case = steps_taken.case_of(page)
    page = steps_taken.answer(desk, desk.get(f"/cases/{case}/steps/danger?change=1"), {"f.danger": "yes"})
    assert steps_taken.step_of(page) == "danger" and "Appelez d’abord le 112" in page.main
    assert page.form("answer")["change"] == ["1"]
    assert steps_taken.step_of(steps_taken.answer(desk, page, {})) == "problem", "the first question that is still open"


def test_nothing_can_be_sent_while_a_question_is_open(desk: Browser) -> None:
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    case, token = steps_taken.case_of(page), page.form("answer")["token"]
    assert not desk.get(f"/cases/{case}/review").all("form#send")
    response = desk.client.post(f"/cases/{case}/review", data={"token": token})
    assert response.status_code == 422
    assert "Répondez à ce qui manque" in response.get_data(as_text=True)


def test_the_button_says_what_it_does_for_each_sort_of_procedure(desk: Browser, terminal: Browser) -> None:
    deposited, prepared = steps_taken.to_review(terminal), steps_taken.to_review(terminal, "identity-document")
    assert steps_taken.to_review(desk).words("main button.primary") == ["Faire confirmer par la personne"]
    assert deposited.words("main button.primary") == ["Enregistrer ma demande"]
    assert prepared.words("main button.primary") == ["Enregistrer ma préparation"]


def test_the_review_of_a_submitted_case_is_its_receipt(desk: Browser) -> None:
    page = steps_taken.submitted(desk)
    assert desk.get(f"/cases/{steps_taken.case_of(page)}/review").path == page.path


def test_a_mediator_says_yes_under_a_mandate_that_the_person_gave(desk: Browser, box: Box, nadia: Actor) -> None:
    mandate = given_by(box, nadia, MARIE)
    given_by(box, nadia, replace(MARIE, family_name="Durand"))
    review = steps_taken.to_review(desk)
    assert [element.get("value") for element in review.all("[name=mandate]")] == ["", mandate.id]
    page = desk.send(review.form("send").with_values({"mandate": mandate.id}))
    assert page.path.endswith("/submitted") and mandate.number in page.main
    opened = mandates.open_one(box, mandate.id, nadia)
    (use,) = read_uses(box.store.read(), mandate.id, opened.key)
    assert use.reference in page.main.replace(" ", "")
    assert desk.send(review.form("send").with_values({"mandate": mandate.id})).path == page.path
    assert len(read_uses(box.store.read(), mandate.id, opened.key)) == 1


def test_a_mandate_that_ended_meanwhile_sends_nothing_and_says_why(desk: Browser, box: Box, nadia: Actor) -> None:
    mandate = given_by(box, nadia, MARIE)
    review = steps_taken.to_review(desk)
    mandates.revoke(box, mandate.id, "Marie Benali", nadia)
    page = desk.send(review.form("send").with_values({"mandate": mandate.id}))
    assert page.status == 422 and "La personne a arrêté ce mandat." in page.main
    assert page.path == review.path and not page.all("[name=mandate]")


def test_without_a_mandate_nobody_is_asked_which(desk: Browser, box: Box, nadia: Actor) -> None:
    given_by(box, nadia, MARIE, themes=("justice",))
    assert not steps_taken.to_review(desk).all("[name=mandate]")


def given_by(box: Box, actor: Actor, person: Person, themes: tuple[str, ...] = ("papiers",)) -> Mandate:
    terms = Terms(person, themes, "MONTH", "cannot-sign", "Ali Ben Salem")
    return mandates.make(box, terms, None, actor).mandate


def test_the_person_chooses_how_to_be_told_and_reads_it_back_on_the_screen_turned_to_them(desk: Browser) -> None:
    review = steps_taken.to_review(desk)
    assert review.all("input[name=notices]") and not review.all("input[name=notices][checked]"), "nothing by default"
    turned = desk.send(review.form("send").with_values({"notices": ["call"]}))
    assert "Pour vous prévenir" in turned.main and "Un appel au 02 99 00 00 01" in turned.main
