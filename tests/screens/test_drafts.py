"""A draft is begun, filled step by step, left, taken up again and discarded."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from kiosk.catalogue.define.catalogue import load_procedure
from kiosk.crypto import sealing
from kiosk.errors import Unreadable
from kiosk.services.box.box import Box
from kiosk.services.spool import print_queue
from kiosk.services.upkeep import retention
from kiosk.store import spool, wrapped_keys
from kiosk.store.wrapped_keys import KeyKind
from kiosk.web.request_state import state_of
from kiosk.web.session import COOKIE, STATION_COOKIE
from tests.catalogue.samples import SHIPPED
from tests.conftest import PASSPHRASE, PIN, Watch
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page
from tests.gallery.site.steps_taken import sign_in


def drafts(browser: Browser) -> int:
    box = state_of(browser.client.application).box
    return int(box.store.read().execute("SELECT count(*) FROM cases").fetchone()[0])


def test_it_says_time_cost_answer_service_documents_and_whether_it_is_a_deposit(browser: Browser) -> None:
    page = browser.get("/procedures/birth-certificate")
    for words in ("environ 6 minutes", "Gratuit", "Service de l’état civil", "Une pièce d’identité", "Un passeport"):
        assert words in page.main, words
    assert "Pas encore vérifié par la mairie." in page.main and "Informations du" not in page.main
    assert "Lu le 30 novembre 2026, dans un texte du 3 avril 2026." in page.main
    assert "Vérifié par" not in page.main
    assert "Ceci n’est pas un dépôt" in browser.get("/procedures/identity-document").main
    assert "Ceci n’est pas un dépôt" not in browser.get("/procedures/birth-certificate").main


def test_before_the_first_question_it_says_what_becomes_of_the_answers(browser: Browser) -> None:
    """GDPR art. 13: the short of it at once, the rest when asked; with the town hall to turn to."""
    page = browser.get("/procedures/birth-certificate")
    for words in (
        "Vos réponses servent à retrouver l’acte", "Elles sont lues par le conseiller qui vous aide et le service de",
        "La mairie les garde ici 30 jours après leur envoi", "garde encore 1 an après sa réponse", "article 6-1 e",
        "article 101-1", "en recevoir une copie", "vous opposer", "CNIL", "02 99 00 00 00",
    ):  # fmt: skip
        assert words in page.main, words
    assert "retirer votre accord" not in page.main, "nobody's agreement is asked for here"
    whole = page.source
    assert whole.index("Vos réponses servent à") < whole.index("<summary>Vos droits") < whole.index('id="begin"')


@pytest.mark.usefixtures("nadia")
def test_to_start_one_signs_in_and_comes_back_here(browser: Browser) -> None:
    asked = browser.send(browser.get("/procedures/birth-certificate").form("begin"))
    assert asked.path.startswith("/sign-in")
    assert drafts(browser) == 0
    form = asked.form("sign-in").with_values({"login": "nadia", "passphrase": PASSPHRASE, "pin": PIN})
    assert browser.send(form).path == "/procedures/birth-certificate"


def test_a_mediator_starts_at_the_first_question(desk: Browser) -> None:
    page = steps_taken.begin(desk)
    assert steps_taken.step_of(page) == "for-whom"
    assert page.heading == "C’est pour qui ?"


def listed(desk: Browser, procedure: str = "birth-certificate", **more: str) -> Page:
    return desk.send(desk.get("/procedures").form("begin").with_values({"procedure": procedure, **more}))


def test_a_mediator_begins_from_the_list_with_every_question_on_one_page(desk: Browser) -> None:
    page = listed(desk)
    assert page.path.endswith("/whole")
    about = desk.get(page.link("À savoir"))
    assert "environ 6 minutes" in about.main and not about.all("#begin")
    assert desk.get(about.link("Retour")).path == page.path


def test_who_goes_step_by_step_does_so_for_the_rest_of_the_shift(desk: Browser) -> None:
    page = desk.send(listed(desk).form("answer").with_values({"f.for_whom": "myself", "then": "steps"}))
    assert steps_taken.step_of(page) == "for-whom"
    assert page.one("[name='f.for_whom'][value=myself]").get("checked") is not None, "what was typed came along"
    assert steps_taken.step_of(listed(desk)) == "for-whom"
    page = desk.send(page.form("answer").with_values({"then": "whole"}))
    assert page.path.endswith("/whole") and listed(desk).path.endswith("/whole")


def test_the_same_list_pressed_for_another_procedure_begins_another_case(desk: Browser) -> None:
    form = desk.get("/procedures").form("begin")
    first = desk.send(form.with_values({"procedure": "birth-certificate"}))
    other = desk.send(form.with_values({"procedure": "street-problem"}))
    assert first.path != other.path and drafts(desk) == 2
    assert desk.send(form.with_values({"procedure": "birth-certificate"})).path == first.path


def test_what_was_only_looked_at_is_no_work(desk: Browser) -> None:
    page = listed(desk)
    assert not desk.get("/desk").all(".work.draft")
    back = desk.send(page.form("answer").with_values({"then": "back", "f.copies": "1"}))
    assert back.path == "/procedures" and not desk.get("/desk").all(".work.draft")
    desk.get(f"/cases/{steps_taken.case_of(page)}")
    desk.send(page.form("answer").with_values({"f.for_whom": "myself", "refresh": "1"}))
    assert not desk.get("/desk").all(".work.draft"), "one answer that is nobody's is still no work"
    desk.send(page.form("answer").with_values({"f.for_whom": "myself", "f.copy_type": "full", "refresh": "1"}))
    assert len(desk.get("/desk").all(".work.draft")) == 1


def test_a_form_sent_twice_begins_one_case(desk: Browser) -> None:
    form = desk.get("/procedures/birth-certificate").form("begin")
    first, second = desk.send(form), desk.send(form)
    assert first.path == second.path
    assert drafts(desk) == 1


def test_a_form_whose_number_was_tampered_with_begins_a_case_of_its_own(desk: Browser) -> None:
    form = desk.get("/procedures/birth-certificate").form("begin")
    page = desk.send(form.with_values({"case": "../../etc"}))
    assert len(steps_taken.case_of(page)) == 32


def test_a_procedure_that_is_not_offered_is_said_in_plain_words(browser: Browser) -> None:
    page = browser.get("/procedures/unicorn-licence")
    assert page.status == 404
    assert "Cette démarche n’est pas proposée ici." in page.main


@pytest.mark.usefixtures("nadia")
def test_on_a_screen_nobody_signed_in_to_a_citizen_calls_someone(browser: Browser) -> None:
    """Review of the screens, M1: « Commencer » led a citizen to the staff's sign-in."""
    assert "avec quelqu’un de la mairie" in browser.get("/").main and "seul ou" not in browser.get("/").main
    page = browser.get("/procedures/birth-certificate")
    assert not page.words(".actions .primary") and "Commencer" not in page.main
    called = browser.get(page.link("Appeler quelqu’un"))
    assert called.heading == "Parler à quelqu’un"
    assert browser.send(page.form("begin")).path.startswith("/sign-in"), "who works here signs in from there"


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
    again = steps_taken.answer(desk, desk.get(f"/cases/{case}/steps/copy?change=1"), {"f.copy_type": "full"})
    assert "Petit" in again.main, "an answer that matters again comes back"


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


def test_a_case_or_a_step_that_is_not_here_is_said_in_plain_words(desk: Browser) -> None:
    page = desk.get(f"/cases/{'0' * 32}/steps/copy")
    assert page.status == 404
    assert "Ce dossier n’est pas ici." in page.main
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    assert steps_taken.step_of(desk.get(f"/cases/{steps_taken.case_of(page)}/steps/nowhere")) == "birth"


def test_a_document_can_be_seen_brought_later_or_joined(desk: Browser) -> None:
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="papers")
    assert page.words("label.choice") == ["Original vu au guichet", "À apporter", "Joindre une copie"]
    assert "Un passeport" in page.main, "what is accepted instead"


def test_plain_words_and_english_reach_the_questions(desk: Browser) -> None:
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="person")
    plain = desk.send(steps_taken.helped(desk, page, "language").form_to("/language", "fr-plain"))
    assert plain.heading == "Quel est votre nom ?"
    english = desk.send(steps_taken.helped(desk, page, "language").form_to("/language", "en"))
    assert english.one("html").get("lang") == "en"
    assert english.heading not in (page.heading, plain.heading)


def test_answers_of_a_submitted_case_are_out_of_reach(desk: Browser) -> None:
    review = steps_taken.to_review(desk)
    case = steps_taken.case_of(review)
    form = desk.get(f"/cases/{case}/steps/person").form("answer")
    steps_taken.confirmed(desk, review)
    assert desk.get(f"/cases/{case}/steps/person").path == f"/cases/{case}/submitted"
    assert desk.get(f"/cases/{case}").path == f"/cases/{case}/submitted"
    page = desk.send(form.with_values({"f.birth_name": "Quelconque"}))
    assert page.path == f"/cases/{case}/submitted"
    assert "Quelconque" not in page.main


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
def test_a_helper_leads_back_to_its_step_with_what_was_typed_without_a_script_too(desk: Browser, helper: str) -> None:
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


def test_after_a_swap_the_helpers_are_those_of_the_page_that_is_shown(terminal: Browser) -> None:
    page = steps_taken.fill(terminal, steps_taken.begin(terminal), until="delivery")
    review = terminal.get(f"/cases/{steps_taken.case_of(page)}/review", headers=HTMX)
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


def code_of(browser: Browser, page: Page) -> str:
    """Marie asks for a code, and writes it down."""
    asked = browser.get(f"/cases/{steps_taken.case_of(page)}/code")
    shown = browser.send(asked.form("give"))
    assert shown.heading == "Votre code pour reprendre"
    return " ".join(shown.one(".reference").text_content().split())


def left(browser: Browser, until: str = "birth") -> tuple[Page, str]:
    page = steps_taken.fill(browser, steps_taken.begin(browser), until=until)
    code = code_of(browser, page)
    browser.send(browser.get(f"/cases/{steps_taken.case_of(page)}/code").form_to("/next"))
    return page, code


def back(browser: Browser, code: str) -> Page:
    return browser.send(browser.get("/resume").form("resume").with_values({"code": code}))


def test_she_comes_back_to_where_she_was(terminal: Browser) -> None:
    page, code = left(terminal)
    assert terminal.get("/my-case").link("Reprendre avec un code") == "/resume"
    again = back(terminal, code)
    assert again.path == page.path
    assert "Benali" in terminal.get(f"/cases/{steps_taken.case_of(page)}/review").main


def test_the_code_is_typed_in_three_boxes_which_keep_what_was_wrong(terminal: Browser) -> None:
    """Review of the screens, M17: letters and digits mixed, in one box, on a keyboard without digits."""
    page, code = left(terminal)
    form = terminal.get("/resume")
    boxes = form.all("[name=code]")
    assert [(box.get("data-signs"), box.get("data-mode")) for box in boxes] == [
        ("3", "code"),
        ("5", "code"),
        ("5", "code"),
    ]
    parts = code.lower().split()
    wrong = terminal.send(form.form("resume").with_values({"code": [*parts[:2], "22222"]}))
    assert wrong.status == 422 and [box.get("value") for box in wrong.all("[name=code]")] == [*parts[:2], "22222"]
    assert terminal.send(wrong.form("resume").with_values({"code": parts})).path == page.path


def test_what_a_code_opens_is_closed_to_who_planted_the_id_it_was_typed_under(terminal: Browser, app: Flask) -> None:
    page, code = left(terminal)
    planter = Browser(app.test_client())
    station = terminal.client.get_cookie(STATION_COOKIE)
    assert station is not None
    planter.client.set_cookie(STATION_COOKIE, station.value)
    planter.send(planter.get("/language").form_to("/language", "en"))
    planted = planter.client.get_cookie(COOKIE)
    assert planted is not None
    terminal.client.set_cookie(COOKIE, planted.value)
    assert back(terminal, code).path == page.path
    assert planter.get(page.path).status == 404


def test_another_code_of_the_same_draft_kills_the_first(terminal: Browser) -> None:
    page, first = left(terminal)
    back(terminal, first)
    second = code_of(terminal, page)
    terminal.send(terminal.get(f"/cases/{steps_taken.case_of(page)}/code").form_to("/next"))
    assert back(terminal, first).status == 422
    assert back(terminal, second).path == page.path


def test_what_is_no_code_is_said_so_and_kept_to_be_corrected(terminal: Browser, watch: Watch) -> None:
    for typed in ("", "ABC", "bonjour", "KTM 4F7QA 9ZB3", "KTM 4F7QA 9ZB3C X", "IOO 00000 11111", "é" * 13):
        page = back(terminal, typed)
        assert page.status == 422
        assert "Un code a trois lettres, puis dix caractères." in page.main
        assert page.one("#code").get("value") == typed
        assert page.one("#code").get("aria-invalid") == "true"
        watch.passed.append(60)  # guesses have to wait


def test_a_wrong_code_and_one_that_leads_nowhere_are_told_the_same(terminal: Browser) -> None:
    _, code = left(terminal)
    wrong = code[:-1] + ("2" if code[-1] != "2" else "3")
    nowhere = ("ABC" if not code.startswith("ABC") else "ABD") + code[3:]
    results = [back(terminal, typed) for typed in (wrong, nowhere)]
    assert [page.status for page in results] == [422, 422]
    assert (
        results[0].words(".field-error")
        == results[1].words(".field-error")
        == ["Ce code n’ouvre rien. Vérifiez-le, caractère par caractère."]
    )


def test_after_five_wrong_tries_a_code_is_dead_even_when_it_is_right(terminal: Browser, desk: Browser) -> None:
    page, code = left(terminal)
    wrong = code[:-1] + ("2" if code[-1] != "2" else "3")
    for _ in range(5):
        assert "n’ouvre rien" in back(terminal, wrong).main
    dead = back(terminal, code)
    assert dead.status == 422
    assert "Ce code a été essayé trop souvent" in dead.main
    assert steps_taken.step_of(desk.get(f"/cases/{steps_taken.case_of(page)}")) == "birth", "Nadia opens it with her"


def test_a_right_code_forgives_the_tries_before_it(terminal: Browser) -> None:
    page, code = left(terminal)
    wrong = code[:-1] + ("2" if code[-1] != "2" else "3")
    for _ in range(4):
        back(terminal, wrong)
    assert back(terminal, code).path == page.path


def test_a_code_dies_when_the_case_is_submitted(terminal: Browser) -> None:
    page, code = left(terminal, "papers")
    again = back(terminal, code)
    submitted = terminal.send(steps_taken.fill(terminal, again).form("send"))
    assert code not in submitted.text
    terminal.send(submitted.form_to("/next"))
    assert back(terminal, code).status == 422
    assert terminal.get(page.path).status == 404


def test_a_submitted_case_gives_no_code(terminal: Browser) -> None:
    page = steps_taken.alone(terminal)
    assert terminal.get(f"/cases/{steps_taken.case_of(page)}/code").path == page.path


def test_after_forty_eight_hours_the_draft_is_gone_for_its_citizen_and_for_the_desk(
    terminal: Browser, desk: Browser, watch: Watch, box: Box
) -> None:
    page, code = left(terminal)
    watch.wait(timedelta(hours=47))
    assert retention.destroy_expired_data(box) == 0
    watch.wait(timedelta(hours=2))
    assert retention.destroy_expired_data(box) == 1
    assert not wrapped_keys.has_keys_left(box.store.read(), steps_taken.case_of(page))
    assert back(terminal, code).status == 422
    sign_in(desk)
    assert desk.get(page.path).status == 404


def test_a_code_opens_one_draft_and_no_other(terminal: Browser) -> None:
    first, _ = left(terminal)
    second, code = left(terminal, "person")
    assert back(terminal, code).path == second.path
    assert terminal.get(first.path).status == 404


def test_at_a_desk_someone_of_the_town_hall_types_it(app: Flask, terminal: Browser) -> None:
    browser = Browser(app.test_client())
    _, code = left(terminal)
    assert back(browser, code).path == "/sign-in?next=/resume"


def test_another_service_opens_with_the_code_what_the_citizen_hands_over(
    terminal: Browser, omars_desk: Browser
) -> None:
    page, code = left(terminal)
    assert omars_desk.get(page.path).status == 404
    assert back(omars_desk, code).path == page.path


def test_a_code_is_for_who_is_at_the_case(terminal: Browser, omars_desk: Browser, app: Flask) -> None:
    browser = Browser(app.test_client())
    page = steps_taken.begin(terminal)
    where = f"/cases/{steps_taken.case_of(page)}/code"
    assert omars_desk.get(where).status == 404
    assert browser.get(where).path.startswith("/sign-in")
    token = omars_desk.get("/desk").form_to("/leave")["token"]
    assert omars_desk.client.post(where, data={"token": token}).status_code == 404


def shown(terminal: Browser) -> Page:
    """The page that shows a code, once."""
    case_id = steps_taken.case_of(steps_taken.begin(terminal))
    return terminal.send(terminal.get(f"/cases/{case_id}/code").form("give"))


def test_the_code_is_printed_and_shown_still(terminal: Browser, box: Box) -> None:
    page = shown(terminal)
    printed = terminal.send(page.form_to("/code/print"))
    assert (printed.status, printed.words(".reference")) == (200, page.words(".reference"))
    (job,) = spool.select_recent_jobs(box.store.read())
    assert (job.kind, job.reference, job.state) == ("resume", "", "pending") and job.session
    assert print_queue.print_due_jobs(box) == 1


def test_no_other_code_is_printed_than_the_one_that_was_shown(terminal: Browser, box: Box) -> None:
    form = shown(terminal).form_to("/code/print")
    for code in ("", "KTM 4F7QA 9ZB3C", "bonjour"):
        assert terminal.send(form.with_values({"code": code})).status in (404, 409, 422)
    assert spool.select_recent_jobs(box.store.read()) == []


def test_nobody_prints_the_code_of_a_case_that_is_not_theirs(terminal: Browser, omars_desk: Browser, box: Box) -> None:
    page = shown(terminal)
    form = page.form_to("/code/print")
    token = omars_desk.get("/desk").form_to("/leave")["token"]
    path = f"/cases/{steps_taken.case_of(page)}/code/print"
    assert omars_desk.client.post(path, data={"token": token, "code": form["code"]}).status_code == 404
    assert spool.select_recent_jobs(box.store.read()) == []


def test_a_code_is_stretched_with_its_salt_before_it_opens(terminal: Browser, box: Box) -> None:
    """A code has 50 bits: what the store keeps of it takes Argon2id to try, once for each code (ASVS 6.5.2)."""
    page, code = left(terminal)
    locator, secret = code.replace(" ", "")[:3], code.replace(" ", "")[3:]
    db, case_id = box.store.read(), steps_taken.case_of(page)
    known = wrapped_keys.read_resume_code(db, locator)
    wrapped = wrapped_keys.read_wrapped_key(db, case_id, KeyKind.RESUME, locator)
    assert known is not None and wrapped is not None and len(known.salt) == sealing.SALT_BYTES
    assert len(sealing.unlock_bytes(sealing.stretch_secret(secret, known.salt), wrapped, f"key:{case_id}")) == 32
    with pytest.raises(Unreadable):
        sealing.unlock_bytes(sealing.stretch_secret(secret, sealing.new_salt()), wrapped, f"key:{case_id}")


NOTE = "Revient jeudi avec son bail."


def parked(desk: Browser, page: Page, note: str = NOTE) -> Page:
    form = desk.get(page.link("Mettre de côté")).form("park")
    return desk.send(form.with_values({"note": note}))


def test_a_draft_is_set_aside_and_taken_up_where_it_was(desk: Browser) -> None:
    step = steps_taken.fill(desk, steps_taken.begin(desk), until="delivery")
    home = parked(desk, step)
    assert home.path == "/desk"
    assert NOTE in home.words(".work.draft details.more [data-private]"), "covered until asked"
    assert home.all(".work.draft details[open]") == []
    again = desk.get(home.one(".work.draft .do a").get("href"))
    assert again.path == step.path
    assert NOTE in desk.get(again.link("Mettre de côté")).main, "it is there to be changed"


def test_the_review_can_be_set_aside_as_well(desk: Browser) -> None:
    review = steps_taken.to_review(desk)
    assert parked(desk, review, "").path == "/desk"
    assert len(desk.get("/desk").all(".work.draft")) == 1


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


def row_of(box: Box, case: str) -> dict[str, Any]:
    """Everything the store's row of a case holds."""
    return box.store.read().table("cases").get(case)


def test_a_discarded_draft_is_gone_with_its_answers(desk: Browser, box: Box) -> None:
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    case = steps_taken.case_of(page)
    assert wrapped_keys.has_keys_left(box.store.read(), case)
    asked = desk.get(f"/cases/{case}/discard")
    assert "Vous pourrez encore annuler" in asked.main
    after = desk.send(asked.form("discard"))
    assert after.path == "/desk"
    assert not any(case in link for link in after.links())
    assert not wrapped_keys.has_keys_left(box.store.read(), case), "and so is the key, for whoever kept a copy of them"
    assert row_of(box, case)["answers"] == row_of(box, case)["names"] == b""
    assert desk.get(f"/cases/{case}").status == 404


def discarded(desk: Browser) -> tuple[str, Page]:
    """A draft is discarded: its id, and the page after."""
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    case = steps_taken.case_of(page)
    return case, desk.send(desk.get(f"/cases/{case}/discard").form("discard"))


def test_one_press_brings_it_back_with_its_answers(desk: Browser) -> None:
    case, after = discarded(desk)
    assert "Brouillon effacé" in after.main
    back = desk.send(after.form("undo-discard"))
    assert back.path == "/desk" and not back.all("form#undo-discard")
    assert steps_taken.step_of(desk.get(f"/cases/{case}")) == "birth"
    assert "Marie" in desk.get(f"/cases/{case}/steps/person").source


def test_after_the_next_person_it_is_gone(desk: Browser) -> None:
    case, after = discarded(desk)
    home = desk.send(after.form("next-person"))
    assert not home.all("form#undo-discard")
    refused = desk.send(after.form("undo-discard"))
    assert refused.status in (403, 409) and desk.get(f"/cases/{case}").status == 404


def test_after_another_draft_is_begun_it_is_gone(desk: Browser) -> None:
    case, after = discarded(desk)
    steps_taken.begin(desk)
    refused = desk.send(after.form("undo-discard"))
    assert refused.status == 409 and "On ne peut plus annuler" in refused.main
    assert not desk.get("/desk").all("form#undo-discard") and desk.get(f"/cases/{case}").status == 404


def test_a_mediator_at_a_terminal_cannot_bring_it_back(terminal: Browser) -> None:
    steps_taken.sign_in(terminal)
    page = steps_taken.fill(terminal, steps_taken.begin(terminal), until="birth")
    asked = terminal.get(f"/cases/{steps_taken.case_of(page)}/discard")
    assert "Personne ne pourra les retrouver." in asked.main
    assert not terminal.send(asked.form("discard")).all("form#undo-discard")


def test_one_can_think_again(desk: Browser) -> None:
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    asked = desk.get(f"/cases/{steps_taken.case_of(page)}/discard")
    assert asked.link("Garder le brouillon") == "/desk"
    assert steps_taken.step_of(desk.get(f"/cases/{steps_taken.case_of(page)}")) == "birth"


def test_the_way_to_it_starts_where_drafts_are_found(desk: Browser) -> None:
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    place = f"/cases/{steps_taken.case_of(page)}/discard"
    reached = {
        link
        for path in ("/desk", f"/cases/{steps_taken.case_of(page)}/review", page.path)
        for link in desk.get(path).links()
    }
    assert place in reached


def test_discarding_twice_is_once(desk: Browser) -> None:
    page = steps_taken.begin(desk)
    form = desk.get(f"/cases/{steps_taken.case_of(page)}/discard").form("discard")
    desk.send(form)
    assert desk.send(form).status in (200, 404)


def test_a_submitted_case_cannot_be_discarded(desk: Browser) -> None:
    draft = steps_taken.to_review(desk)
    case = steps_taken.case_of(draft)
    form = desk.get(f"/cases/{case}/discard").form("discard")
    submitted = steps_taken.confirmed(desk, draft)
    assert desk.get(f"/cases/{case}/discard").path == submitted.path
    refused = desk.send(form)
    assert refused.status == 409
    assert "Ce dossier est déjà enregistré." in refused.main
    assert desk.get(submitted.path).status == 200


def test_what_is_not_here_is_told_plainly(desk: Browser) -> None:
    assert desk.get(f"/cases/{'0' * 32}/discard").status == 404
