"""One step of a case: what is typed is kept, what is wrong is said beside it, the next question follows."""

from pathlib import Path

import pytest

from kiosk.catalogue.define.catalogue import load_procedure
from tests.catalogue.samples import SHIPPED
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page
from tests.gallery.site.steps_taken import sign_in

HTMX = {"HX-Request": "true", "HX-Target": "main#main"}


def links_of_summary(page: Page) -> list[str]:
    return [link.get("href") for link in page.all(".notice.danger a")]


def test_a_missing_answer_is_said_beside_its_field_and_in_the_summary(desk: Browser) -> None:
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="person")
    page = steps_taken.answer(desk, page, {"f.birth_name": "", "f.given_names": "Marie"})
    assert page.status == 422
    assert links_of_summary(page) == ["#f-birth_name"]
    field = page.one("#f-birth_name")
    assert field.get("aria-invalid") == "true"
    texts = [page.one(f"#{part}").text_content() for part in field.get("aria-describedby").split()]
    assert any("Écrivez votre réponse" in text for text in texts)
    assert page.one("#f-given_names").get("value") == "Marie"
    assert page.one("#f-given_names").get("aria-invalid") is None


def test_a_wrong_answer_is_given_back_to_the_letter(desk: Browser) -> None:
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    typed = {"f.birth_date.day": "31", "f.birth_date.month": "févrierr", "f.birth_date.year": "1965"}
    page = steps_taken.answer(desk, page, {**typed, "f.birth_town": '<b>"Saint-Aubin"</b>'})
    assert page.status == 422
    assert {name: page.one(f'[name="{name}"]').get("value") for name in typed} == typed
    assert page.one('[name="f.birth_town"]').get("value") == '<b>"Saint-Aubin"</b>'
    assert links_of_summary(page) == ["#f-birth_date"]


def test_nothing_typed_is_lost_after_leaving_even_what_was_wrong(desk: Browser) -> None:
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="person")
    page = steps_taken.answer(desk, page, {"f.birth_name": "Бенали", "f.given_names": "Marie"})
    assert page.status == 422
    desk.send(desk.get("/desk").form_to("/leave"))
    again = desk.get(f"/cases/{steps_taken.case_of(page)}")
    assert again.path.startswith("/sign-in")
    page = sign_in(desk, "nadia", going=again.path)
    assert steps_taken.step_of(page) == "person"
    assert page.one("#f-birth_name").get("value") == "Бенали"
    assert page.one("#f-given_names").get("value") == "Marie"


def test_the_way_back_leads_through_the_questions_to_the_introduction(desk: Browser) -> None:
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="person")
    seen = []
    for _ in range(3):
        page = desk.get(page.link("Retour"))
        seen.append(steps_taken.step_of(page) or page.path)
    assert seen == ["copy", "for-whom", "/procedures/birth-certificate"]


def test_a_question_that_an_answer_brings_is_shown_before_it_is_called_missing(desk: Browser) -> None:
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="delivery")
    assert "f.postal_address.street" not in page.form("answer").names
    page = steps_taken.answer(desk, page, {"f.delivery": "post"})
    assert (page.status, steps_taken.step_of(page)) == (200, "delivery")
    assert "Il reste" not in page.main
    assert page.all('[name="f.postal_address.street"]')
    page = steps_taken.answer(desk, page, {})
    assert page.status == 422
    assert links_of_summary(page) == ["#f-postal_address"]


def test_a_changed_answer_skips_what_it_made_irrelevant(desk: Browser) -> None:
    page = steps_taken.to_review(desk)
    assert "Petit" in page.main
    case = steps_taken.case_of(page)
    page = desk.get(f"/cases/{case}/steps/copy?change=1")
    page = steps_taken.answer(desk, page, {"f.copy_type": "without_parents"})
    assert page.path == f"/cases/{case}/review"
    assert "Petit" not in page.main
    gone = desk.get(f"/cases/{case}/steps/parents")
    assert gone.path == f"/cases/{case}/review"


def test_an_answer_that_became_irrelevant_comes_back_when_it_matters_again(desk: Browser) -> None:
    case = steps_taken.case_of(steps_taken.to_review(desk))
    for chosen in ("without_parents", "full"):
        page = steps_taken.answer(desk, desk.get(f"/cases/{case}/steps/copy?change=1"), {"f.copy_type": chosen})
    assert "Petit" in page.main


def test_an_answer_to_a_step_that_concerns_nobody_is_told_plainly(desk: Browser) -> None:
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="parents")
    form = page.form("answer")
    case = steps_taken.case_of(page)
    steps_taken.answer(desk, desk.get(f"/cases/{case}/steps/copy"), {"f.copy_type": "without_parents"})
    page = desk.send(form)
    assert page.status == 404
    assert "Cette question ne vous concerne plus." in page.main


def test_a_stale_form_is_told_plainly_and_what_was_answered_is_kept(desk: Browser) -> None:
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="person")
    refused = desk.send(page.form("answer").with_values({"token": "0" * 64}))
    assert refused.status == 403
    assert "Cette page était restée ouverte trop longtemps." in refused.main
    assert "Ce que vous avez déjà répondu est gardé." in refused.main


def test_a_case_that_is_not_here_is_said_in_plain_words(desk: Browser) -> None:
    page = desk.get(f"/cases/{'0' * 32}/steps/copy")
    assert page.status == 404
    assert "Ce dossier n’est pas ici." in page.main


def test_a_document_can_be_seen_brought_later_or_joined(desk: Browser) -> None:
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="papers")
    assert page.words("label.choice") == ["Original vu au guichet", "À apporter", "Joindre une copie"]
    assert "Un passeport" in page.main, "what is accepted instead"


def test_plain_words_and_english_reach_the_questions(desk: Browser) -> None:
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="person")
    plain = desk.send(steps_taken.helped(desk, page, "language").form_to("/language", "fr-plain"))
    assert plain.heading == "De qui voulez-vous l’acte ?"
    english = desk.send(steps_taken.helped(desk, page, "language").form_to("/language", "en"))
    assert english.one("html").get("lang") == "en"
    assert english.heading not in (page.heading, plain.heading)


def test_the_address_of_a_step_that_never_was_leads_to_the_first_open_question(desk: Browser) -> None:
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    assert steps_taken.step_of(desk.get(f"/cases/{steps_taken.case_of(page)}/steps/nowhere")) == "birth"


def test_answers_of_a_submitted_case_are_out_of_reach(desk: Browser) -> None:
    review = steps_taken.to_review(desk)
    case = steps_taken.case_of(review)
    form = desk.get(f"/cases/{case}/steps/person").form("answer")
    steps_taken.confirmed(desk, review)
    assert desk.get(f"/cases/{case}/steps/person").path == f"/cases/{case}/submitted"
    assert desk.get(f"/cases/{case}").path == f"/cases/{case}/submitted"
    page = desk.send(form.with_values({"f.birth_name": "Autre"}))
    assert page.path == f"/cases/{case}/submitted"
    assert "Autre" not in page.main


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_page_of_questions_begins_with_a_control_that_takes_the_focus(desk: Browser, path: Path) -> None:
    """Where it has none, words to read, its button goes on."""
    procedure = load_procedure(path)
    page = desk.send(desk.get(f"/procedures/{procedure.id}").form("begin").with_values({"on": "whole"}))
    typed = {
        f"f.{name}.{part}".rstrip("."): list(values)
        for name, parts in procedure.examples[0].answers.items() for part, values in parts.items()
    }  # fmt: skip
    for _ in range(4):  # what an answer opens is answered next
        form = page.form("answer")
        known = {name: given for name, given in typed.items() if name in form.names}
        page = desk.send(form.with_values(known | {"refresh": "1"}))
    seen = [step.id for step in procedure.steps if _begins_well(desk, page, step.id)]
    assert len(seen) >= 3


def _begins_well(desk: Browser, page: Page, step_id: str) -> bool:
    """Whether the step concerns the person; if so, its first control is no hidden, closed or passed-over one."""
    result = desk.get(page.path.replace("/whole", f"/steps/{step_id}"))
    if steps_taken.step_of(result) != step_id:
        return False
    kinds = ("input:not([type=hidden])", "select", "textarea", ".group-field > .button")
    controls = result.all(", ".join(f"#answer {kind}" for kind in kinds))
    first = next((control for control in controls if not control.xpath("ancestor::*[@hidden]")), None)
    if first is None:
        first = result.one("button[form=answer].primary")
    assert first.get("disabled") is None and first.get("tabindex") != "-1"
    assert not first.xpath("ancestor::details[not(@open)]")
    return True


@pytest.mark.parametrize("helper", ["language", "comfort", "call"])
def test_a_helper_leads_back_to_the_same_step_with_what_was_typed_without_a_script_too(
    desk: Browser, helper: str
) -> None:
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="person")
    here = page.path
    typed = {"f.birth_name": "Benali", "f.given_names": ""}
    page = desk.send(page.form("answer").with_values({**typed, "then": helper}))
    assert page.path == f"/{helper}?back={here}"
    back = desk.get(page.one("[data-back]").get("href"))
    assert back.path == here
    assert back.one("#f-birth_name").get("value") == "Benali"
    assert not back.all(".field-error"), "leaving is no mistake"


def test_a_helper_leads_back_to_the_answer_being_changed(desk: Browser) -> None:
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="delivery")
    here = desk.get(f"/cases/{steps_taken.case_of(page)}/steps/copy?change=1")
    page = desk.send(here.form("answer").with_values({"then": "comfort"}))
    assert page.one("[data-back]").get("href").endswith("/steps/copy?change=1")


def test_after_a_swap_the_helpers_are_those_of_the_page_that_is_shown(desk: Browser) -> None:
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="delivery")
    review = desk.get(f"/cases/{steps_taken.case_of(page)}/review", headers=HTMX)
    assert not review.all("#helpers [form=answer]"), "there is no form there to send"
    backs = [link for link in review.links() if link.startswith("/language")]
    assert backs == [f"/language?back=/cases/{steps_taken.case_of(page)}/review"]


def test_what_must_be_answered_is_said_on_each_control_and_at_the_head(desk: Browser) -> None:
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="person")
    assert "Répondez à tout" in page.main
    for control in page.all("#answer input[type=text]"):
        label = page.one(f"label[for={control.get('id')}]").text_content()
        assert (control.get("aria-required") == "true") != ("facultatif" in label), label
    first = steps_taken.begin(desk)
    rows = first.one("#answer fieldset")
    assert (rows.get("role"), rows.get("aria-required")) == ("radiogroup", "true")
