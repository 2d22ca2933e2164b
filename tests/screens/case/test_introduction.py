"""Before a procedure starts: how long, how much, who decides, what to have at hand."""

import pytest

from kiosk.web.request_state import state_of
from tests.conftest import PASSPHRASE, PIN
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page


def drafts(browser: Browser) -> int:
    box = state_of(browser.client.application).box
    return int(box.store.read().execute("SELECT count(*) FROM cases").fetchone()[0])


def test_it_says_time_cost_answer_service_and_documents(browser: Browser) -> None:
    page = browser.get("/procedures/birth-certificate")
    for words in ("environ 6 minutes", "Gratuit", "Service de l’état civil", "Une pièce d’identité", "Un passeport"):
        assert words in page.main, words


def test_facts_that_nobody_has_verified_say_from_when_they_are(browser: Browser) -> None:
    page = browser.get("/procedures/birth-certificate")
    assert "Informations du 18 septembre 2019." in page.main
    assert "Vérifié le" not in page.main


def test_what_another_body_decides_says_at_once_that_it_is_no_deposit(browser: Browser) -> None:
    assert "Ceci n’est pas un dépôt" in browser.get("/procedures/identity-document").main
    assert "Ceci n’est pas un dépôt" not in browser.get("/procedures/birth-certificate").main


def test_before_the_first_question_it_says_what_becomes_of_the_answers(browser: Browser) -> None:
    """GDPR art. 13: the short of it at once, the rest when asked; with the town hall to turn to."""
    page = browser.get("/procedures/birth-certificate")
    for words in (
        "Vos réponses servent à retrouver l’acte", "Elles sont lues par le conseiller qui vous aide et le service de",
        "Ce poste les garde 30 jours après leur envoi", "garde encore 1 an après sa réponse", "article 6-1 e",
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
    assert page.heading == "Pour qui faites-vous cette démarche ?"


def listed(desk: Browser, procedure: str = "birth-certificate", **more: str) -> Page:
    """A mediator presses a procedure of the list."""
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
    assert page.words(".actions .primary") == ["Appeler quelqu’un"] and "Commencer" not in page.main
    called = browser.get(page.one(".actions .primary").get("href"))
    assert called.heading == "Parler à quelqu’un"
    assert browser.send(page.form("begin")).path.startswith("/sign-in"), "who works here signs in from there"
