"""A draft is reviewed, confirmed and submitted."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from msgspec.structs import replace

from kiosk.domain.events.reference import format_reference
from kiosk.domain.mandates.mandate import Mandate, MandateGiver, Terms
from kiosk.domain.printing.print_job import JobState
from kiosk.services.access.open_case import read_uses
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.mandates import mandates
from kiosk.services.papers.kinds import case_receipt
from kiosk.services.spool import print_queue
from kiosk.services.submitted import requests
from kiosk.store import spool
from kiosk.words import languages
from printers.slip import Slip
from tests.conftest import PIN, Watch
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page
from tests.gallery.site.steps_taken import sign_in
from tests.screens.conftest import bodies, transmit

MARIE = MandateGiver("Benali", "Marie", "1965-02-03")


def answers(page: Page) -> dict[str, str]:
    return dict(zip(page.words("dl.answers dt"), page.words("dl.answers dd:nth-of-type(1)"), strict=True))


def test_every_answer_is_there_in_words_and_none_is_a_blank(desk: Browser) -> None:
    result = answers(steps_taken.to_review(desk))
    assert result["C’est pour"] == "Elle-même ou lui-même"
    assert result["Le document"] == "Copie intégrale"
    assert result["Date de naissance"] == "3 février 1965"
    assert result["Pièce d’identité"] == "À apporter"
    assert result["Nom de naissance"] == "Benali"
    review = steps_taken.to_review(desk)
    assert answers(review)["Courriel"] == "Sans réponse"
    assert "" not in answers(review).values()
    turned = desk.send(review.form("send"))
    assert "" not in turned.words("dl.answers dd") and "Sans réponse" in turned.words("dl.answers dt")


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
        "Qui fait la demande ?", "Avez-vous ces documents ?",
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
    mandates.revoke_mandate(box, mandate.id, "Marie Benali", nadia)
    page = desk.send(review.form("send").with_values({"mandate": mandate.id}))
    assert page.status == 422 and "La personne a arrêté ce mandat." in page.main
    assert page.path == review.path and not page.all("[name=mandate]")


def test_without_a_mandate_nobody_is_asked_which(desk: Browser, box: Box, nadia: Actor) -> None:
    given_by(box, nadia, MARIE, themes=("justice",))
    assert not steps_taken.to_review(desk).all("[name=mandate]")


def given_by(box: Box, actor: Actor, person: MandateGiver, themes: tuple[str, ...] = ("papiers",)) -> Mandate:
    terms = Terms(person, themes, "MONTH", "cannot-sign", "Ali Ben Salem")
    return mandates.issue_mandate(box, terms, None, actor).mandate


def test_the_person_chooses_how_to_be_told_and_reads_it_back_on_the_screen_turned_to_them(desk: Browser) -> None:
    review = steps_taken.to_review(desk)
    assert review.all("input[name=notices]") and not review.all("input[name=notices][checked]"), "nothing by default"
    turned = desk.send(review.form("send").with_values({"notices": ["call"]}))
    assert "Pour vous prévenir" in turned.main and "Un appel au 02 99 00 00 01" in turned.main


def turned(desk: Browser) -> Page:
    return desk.send(steps_taken.to_review(desk).form("send"))


def taken_back(desk: Browser, page: Page, pin: str = PIN, do: str = "back") -> Page:
    return desk.send(steps_taken.covered(desk, page).form("back").with_values({"pin": pin, "do": do}))


def test_marie_reads_every_answer_and_one_button_says_yes(desk: Browser) -> None:
    page = turned(desk)
    assert page.heading == "Est-ce bien cela ?"
    for words in ("Marie Louise", "Benali", "3 février 1965", "Copie intégrale"):
        assert words in page.main, words
    assert page.words("main button.primary") == ["Oui, je confirme"]
    assert "Nadia" not in page.text, "the desk is behind the screen"


def test_her_yes_submits_and_the_receipt_says_who_confirmed_who_helped(desk: Browser, box: Box, nadia: Actor) -> None:
    page = steps_taken.confirmed(desk, steps_taken.to_review(desk))
    assert page.heading == "Votre demande est enregistrée"
    (body,) = bodies(box, nadia, "submitted")
    assert (body["confirmation"]["by"], body["confirmation"]["how"]) == ("citizen", "touch")
    assert body["helper"] == "Nadia Roux"


def test_a_spoken_yes_is_recorded_by_the_mediator_as_spoken(desk: Browser, box: Box, nadia: Actor) -> None:
    page = taken_back(desk, turned(desk), do="spoken")
    assert page.path.endswith("/submitted")
    (body,) = bodies(box, nadia, "submitted")
    assert (body["confirmation"]["by"], body["confirmation"]["how"]) == ("citizen", "spoken")


def test_after_her_yes_nothing_of_her_is_left_and_the_hands_stand_at_the_way_back(desk: Browser) -> None:
    """An Enter too many at the review must confirm nothing in the person's name."""
    page = turned(desk)
    assert not page.all("button[autofocus]")
    page = desk.send(page.form("yes"))
    assert page.one("[autofocus]").get("id") == "pin" and not page.all("[data-hold]"), "nothing is left to cover"
    assert page.all(".reference"), "she reads her number at once"
    assert "Benali" not in page.text and "1965" not in page.text


def test_the_turned_screen_shows_this_case_and_nothing_else(desk: Browser, app: Flask) -> None:
    other = steps_taken.case_of(steps_taken.fill(desk, steps_taken.begin(desk), until="birth"))
    here = turned(desk).path
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint.startswith(("control.", "static")):
            continue
        if rule.rule.startswith(("/desk", "/cases", "/papers")):
            page = desk.get(rule.rule.replace("<case_id>", other).replace("<", "").replace(">", ""))
            assert page.path == here, rule.rule
    assert desk.get(here.replace("/confirm", "/review")).path == here, "not even her own answers can be changed"


def test_pressed_from_an_open_page_of_before_nothing_of_the_desk_moves(desk: Browser) -> None:
    """The browser's memory still holds pages whose forms the mediator could send."""
    draft = steps_taken.to_review(desk)
    other = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    discard = desk.get(f"/cases/{steps_taken.case_of(other)}/discard").form("discard")
    page = desk.send(draft.form("send"))
    assert desk.send(discard).path == page.path
    assert desk.send(draft.form("send")).path == page.path
    assert taken_back(desk, page).path.endswith("/review")
    assert desk.get(f"/cases/{steps_taken.case_of(other)}").status == 200


def test_a_screen_that_is_held_is_covered_until_the_pin(desk: Browser) -> None:
    """Review of the screens, S14: what leads back to the mediator hides the answers and opens nothing else."""
    page = turned(desk)
    covered = steps_taken.covered(desk, page)
    assert "n’a pas encore confirmé" in covered.main and covered.one("#pin").get("data-pin") == "0", "two ways to go on"
    assert desk.get(covered.link("Rendre l’écran à la personne")).path == page.path
    thanks = desk.send(page.form("yes"))
    assert thanks.all(".reference") and thanks.one("#pin").get("data-pin") == "6", "the last digit sends it"
    wrong = desk.send(thanks.form("back").with_values({"pin": "000001"}))
    assert wrong.status == 422 and "La personne a confirmé." in wrong.main
    for answer in ("Benali", "Marie", "1965"):
        assert answer not in thanks.text + wrong.text, answer
    for path in ("/desk", "/desk/find", f"/cases/{steps_taken.case_of(page)}/submitted", "/procedures"):
        assert desk.get(path).path in (thanks.path, "/procedures")
    assert not desk.get("/procedures").all(".sidebar, #next-person")


def test_the_pin_gives_the_screen_back_and_the_answers_can_be_put_right(desk: Browser) -> None:
    review = taken_back(desk, turned(desk))
    assert review.path.endswith("/review")
    assert desk.get("/desk").path == "/desk"


def test_a_wrong_pin_keeps_the_screen_turned_and_says_so_beside_the_field(desk: Browser) -> None:
    page = turned(desk)
    wrong = taken_back(desk, page, "000001", do="spoken")
    assert wrong.status == 422
    assert "Ce n’est pas le bon code PIN." in wrong.main
    assert wrong.one("#pin").get("aria-invalid") == "true"
    assert desk.get("/desk").path == page.path
    assert desk.get(page.path).all("form#yes"), "a yes that no PIN vouched for is no yes"


def test_after_five_wrong_pins_first_factor_and_pin_are_asked(desk: Browser, box: Box) -> None:
    page = steps_taken.covered(desk, turned(desk))
    for _ in range(5):
        page = desk.send(page.form("back").with_values({"pin": "000001"}))
    assert page.path.startswith("/sign-in")
    assert not box.shifts.on_shift(), "the keys are out of the memory"
    assert sign_in(desk).status == 422, "and the account waits for a colleague"


def test_a_screen_that_stays_turned_is_still_turned_in_the_morning(desk: Browser, watch: Watch) -> None:
    page = turned(desk)
    watch.wait(timedelta(minutes=30))
    assert desk.get("/desk").path == page.path
    watch.wait(timedelta(days=1))
    assert desk.get("/desk").path.startswith("/sign-in")
    assert desk.get(page.path).path.startswith("/sign-in")


def test_what_is_not_complete_is_not_turned_to_anyone(desk: Browser) -> None:
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    assert desk.get(f"/cases/{steps_taken.case_of(page)}/confirm").path.endswith("/review")
    assert desk.get("/desk").path == "/desk"


def test_nobody_says_yes_for_a_case_that_the_screen_is_not_turned_to(desk: Browser, box: Box) -> None:
    review = steps_taken.to_review(desk)
    token, case = review.form("send")["token"], steps_taken.case_of(review)
    for gesture in ("confirm", "confirm/back"):
        desk.client.post(f"/cases/{case}/{gesture}", data={"token": token, "pin": PIN, "do": "spoken"})
    assert box.store.read().table("submissions").count_where() == 0


def test_marie_points_at_what_is_not_right_and_nadia_sees_it_first(desk: Browser) -> None:
    """Review of the screens, M20: « Il y a une erreur » led to a closed box, and nothing could be pointed at."""
    page = turned(desk)
    points = desk.get(page.link("Il y a une erreur"))
    assert points.heading == "Où est l’erreur ?"
    assert len(points.all("[name=wrong][form=hand-back]")) == len(page.all("dl.answers dt"))
    covered = desk.send(points.form("hand-back").with_values({"wrong": ["birth_name"]}))
    assert "À corriger : 1" in covered.main
    again = desk.send(covered.form("back").with_values({"pin": "0000"}))
    assert again.status == 422 and again.one("[name=wrong]").get("value") == "birth_name", "a wrong PIN loses no tick"
    page = desk.send(again.form("back").with_values({"pin": PIN}))
    assert steps_taken.step_of(page) == "person" and "change=1" in page.path
    assert page.words(".field-error") == ["La personne signale une erreur. Corrigez avec elle."]


HTMX = {"HX-Request": "true", "HX-Target": "div#whereabouts"}
OF_A_DEPOSIT = (
    "Votre demande est enregistrée",
    "Si vous n’avez pas de réponse",
    "Demande reçue le",
    "Acceptée",
)


def test_the_end_says_where_the_certificate_comes_as_it_was_chosen(desk: Browser) -> None:
    page = steps_taken.submitted(desk)
    assert "Vous venez le chercher au guichet" in page.main and "par courrier" not in page.main


def test_the_receipt_says_the_number_what_comes_next_what_to_bring_and_where_to_disagree(desk: Browser) -> None:
    page = steps_taken.submitted(desk)
    assert page.heading == "Votre demande est enregistrée"
    assert steps_taken.reference_of(page).startswith("SA1001")
    for words in ("Et maintenant ?", "Si vous n’êtes pas d’accord"):
        assert words in page.main, words
    assert "Si vous n’avez pas de réponse" not in page.main, "nothing comes of silence where a record is delivered"
    assert "Avec l’aide deNadia Roux" in page.main
    assert page.all("svg.qr[role=img]")
    assert re.search(r"À apporter dès que possible\s*Une pièce d’identité", page.main)
    assert "montrez ce carré au guichet" in page.main, "while there is no hub"


def test_the_code_that_opens_the_case_is_for_its_person_alone(linked_desk: Browser) -> None:
    """Nobody in the room hears it before the person said who may, in any language that is spoken."""
    page = steps_taken.submitted(linked_desk)
    for language in languages.list_languages():
        linked_desk.send(linked_desk.get("/language").form_to("/language", language))
        shown = linked_desk.get(page.path)
        (code,) = re.findall(r"\b[2-9A-Z]{5}-[2-9A-Z]{5}\b", shown.main)
        assert [strong.text_content() for strong in shown.all("strong.reference[data-private]")].count(code) == 1


def test_it_says_the_case_is_kept_here_until_the_hub_has_it(linked_desk: Browser) -> None:
    page = steps_taken.submitted(linked_desk)
    where = f"/cases/{steps_taken.case_of(page)}/whereabouts"
    assert page.main.count("Gardé ici, pas encore transmis.") == 1
    waiting = linked_desk.get(where, headers=HTMX)
    assert "Gardé ici, pas encore transmis." in waiting.text
    again = waiting.one("[hx-target='#whereabouts'][hx-swap=innerHTML]").get("hx-get")
    assert again == f"{where}?seen=kept"
    # the status is not read aloud again while nothing changed
    assert linked_desk.get(again, headers=HTMX).status == 204
    transmit(linked_desk)
    received = linked_desk.get(where, headers=HTMX)
    assert "Reçu par le système central le" in received.text
    assert not received.all("[hx-get]"), "what is known is not asked again"
    for told, arrived in ((waiting, "Pas encore"), (received, "Maintenant")):
        line = " ".join(told.one("#line[hx-swap-oob]").text_content().split())
        assert f"Arrivée au service {arrived}" in line, "the line of the case tells the same"
    again = linked_desk.get(page.path).main
    assert again.count("Reçu par le système central le") == 1 and "Gardé ici" not in again


def test_what_arrives_meanwhile_makes_no_second_truth(linked_desk: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """Review of the field, D8: the page said « Reçu par le système central » and « Gardé ici » at once, 2 of 2."""
    made = case_receipt.make_case_receipt_slip

    def sent_meanwhile(*given: object, **more: object) -> Slip:
        slip = made(*given, **more)  # type: ignore[arg-type]
        transmit(linked_desk)
        return slip

    monkeypatch.setattr(case_receipt, "make_case_receipt_slip", sent_meanwhile)
    page = steps_taken.submitted(linked_desk)
    assert "Reçu par le système central" in page.main and "Gardé ici" not in page.main


def test_where_there_is_a_hub_a_telephone_follows_the_case(linked_desk: Browser) -> None:
    assert "scannez ce carré (QR code) avec un téléphone" in steps_taken.submitted(linked_desk).main


def test_what_was_prepared_never_calls_itself_a_deposit_on_any_screen(linked_desk: Browser) -> None:
    page = steps_taken.begin(linked_desk, "identity-document")
    pages = [linked_desk.get("/procedures/identity-document"), page]
    while steps_taken.step_of(page):
        page = steps_taken.answer(linked_desk, page, steps_taken.IDENTITY_DOCUMENT[steps_taken.step_of(page)])
        pages.append(page)
    submitted = steps_taken.confirmed(linked_desk, page)
    reference = steps_taken.reference_of(submitted)
    for _ in range(2):  # kept here, then received by the hub
        pages += [linked_desk.get(submitted.path), linked_desk.get(f"/desk/references/{reference}")]
        pages += [linked_desk.get("/desk"), linked_desk.get("/desk/printing")]
        transmit(linked_desk)
    for shown_page in pages:
        for words in OF_A_DEPOSIT:
            assert words not in shown_page.text, f"{shown_page.path}: {words}"
        assert not re.search(r"(?<!n’est pas un )dépôt(?!\.)", shown_page.text), shown_page.path
    assert "Ceci n’est pas un dépôt" in submitted.main
    assert submitted.heading == "Votre demande est préparée"


def test_a_stranger_is_not_told_where_a_case_is(desk: Browser, omars_desk: Browser, terminal: Browser) -> None:
    page = steps_taken.submitted(desk)
    steps_taken.alone(terminal)
    for path in (page.path, f"/cases/{steps_taken.case_of(page)}/whereabouts"):
        assert terminal.get(path).status == 404, "another citizen, at a terminal"
    desk.send(desk.get("/desk").form_to("/leave"))
    assert desk.get(f"/cases/{steps_taken.case_of(page)}/whereabouts").path.startswith("/sign-in")
    assert omars_desk.get(page.path).status == 404


def test_another_service_learns_neither_number_nor_whereabouts(desk: Browser, omars_desk: Browser, box: Box) -> None:
    page = steps_taken.submitted(desk)
    case_id = steps_taken.case_of(page)
    print_queue.print_due_jobs(box)
    for _ in range(2):  # with its answers, then without
        for path in (page.path, f"/cases/{case_id}/whereabouts", f"/papers/attestation/{case_id}.pdf"):
            refused = omars_desk.get(path)
            assert refused.status in (404, 409) and refused.path == path, path
            assert steps_taken.reference_of(page) not in refused.text
        printed = omars_desk.client.post(
            f"/papers/attestation/{case_id}",
            data={"token": omars_desk.get("/desk").all("input[name=token]")[0].get("value")},
        )
        assert printed.status_code in (404, 409)
        with box.store.write() as db:
            data_keys.destroy_subject(box, db, case_id, box.clock.now())
    assert desk.client.get(f"/papers/attestation/{case_id}.pdf").status_code == 200


def test_a_draft_has_no_receipt_yet(desk: Browser) -> None:
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    assert steps_taken.step_of(desk.get(f"/cases/{steps_taken.case_of(page)}/submitted")) == "birth"
    assert desk.get(f"/cases/{steps_taken.case_of(page)}/whereabouts").status == 404


def test_in_english_the_receipt_is_in_french_for_the_desk_and_in_english_below(desk: Browser) -> None:
    page = steps_taken.submitted(desk)
    english = desk.send(desk.get(page.link("Langue")).form_to("/language", "en"))
    assert english.path.partition("?")[0] == page.path
    assert english.one("html").get("lang") == "fr" and english.heading == page.heading
    told, theirs = english.all("main .stack[lang=en]")
    assert told.text_content().strip() == "Your request is recorded" and theirs.text_content().split()
    assert steps_taken.reference_of(english) == steps_taken.reference_of(page)


def test_one_more_copy_is_one_touch_and_comes_back(desk: Browser, box: Box) -> None:
    page = steps_taken.submitted(desk)
    again = desk.send(page.form("again"))
    assert again.path == page.path
    assert print_queue.print_due_jobs(box) == 2
    assert "DUPLICATA 2" in desk.get("/desk/printing").main


def test_who_cannot_read_paper_leaves_their_number_at_the_desk(
    terminal: Browser, desk: Browser, box: Box, nadia: Actor
) -> None:
    page = steps_taken.alone(terminal)
    reference = steps_taken.reference_of(page)
    kept = terminal.send(page.form("leave-number"))
    assert kept.path == page.path and "Votre numéro est gardé à l’accueil" in kept.main
    home = desk.get("/desk")
    assert format_reference(reference) in home.main and "Numéro à redire" in home.main
    case_id = steps_taken.case_of(page)
    assert requests.export_personal_data(box, reference, nadia)["number_left_at_the_desk"] is True
    home = desk.send(home.form(f"told-{case_id}"))
    assert "Numéro à redire" not in home.main


def test_a_receipt_is_printed_in_very_large_letters_for_who_asks(desk: Browser, box: Box) -> None:
    page = steps_taken.submitted(desk)
    assert desk.send(page.form("large")).path == page.path
    assert sorted(job.large for job in spool.select_jobs_in_state(box.store.read(), JobState.PENDING)) == [False, True]


def test_a_stranger_leaves_no_number(desk: Browser, terminal: Browser) -> None:
    case_id = steps_taken.case_of(steps_taken.submitted(desk))
    form = steps_taken.alone(terminal).form("leave-number")
    form.action = f"/cases/{case_id}/number"
    assert terminal.send(form).status == 404
    assert "Des numéros à redire" not in desk.get("/desk").main
