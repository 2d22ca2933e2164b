"""The end of a case: it is kept, here is its number, here is what comes next, and all of it true."""

import re

import pytest

from kiosk.domain.events.reference import spoken
from kiosk.domain.printing.print_job import JobState
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.papers.kinds import case_receipt
from kiosk.services.spool import print_queue
from kiosk.services.submitted import requests
from kiosk.store.printing import spool
from kiosk.words import languages
from printers.slip import Slip
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser
from tests.screens.conftest import transmit

HTMX = {"HX-Request": "true", "HX-Target": "div#whereabouts"}
OF_A_DEPOSIT = (
    "Votre demande est enregistrée",
    "Cette date compte",
    "Si vous n’avez pas de réponse",
    "Enregistré le",
    "Acceptée",
)


def test_it_says_the_number_what_comes_next_and_where_to_disagree(desk: Browser) -> None:
    page = steps_taken.submitted(desk)
    assert page.heading == "Votre demande est enregistrée"
    assert steps_taken.reference_of(page).startswith("SA1001")
    for words in (
        "Cette date compte.",
        "Et maintenant ?",
        "Si vous n’êtes pas d’accord",
    ):
        assert words in page.main, words
    assert "Si vous n’avez pas de réponse" not in page.main, "nothing comes of silence where a record is delivered"
    assert "Avec l’aide deNadia Roux" in page.main
    assert page.all("svg.qr[role=img]")


def test_the_code_that_opens_the_case_is_for_its_person_alone(linked_desk: Browser) -> None:
    """Nobody in the room hears it before the person said who may, in any language that is spoken."""
    page = steps_taken.submitted(linked_desk)
    for language in languages.spoken():
        linked_desk.send(linked_desk.get("/language").form_to("/language", language))
        shown = linked_desk.get(page.path)
        (code,) = re.findall(r"\b[2-9A-Z]{5}-[2-9A-Z]{5}\b", shown.main)
        (place,) = [strong for strong in shown.all("strong.reference[data-private]") if strong.text_content() == code]
        assert place.getparent().text_content().strip().endswith(code), (
            "the page says the sentence of the paper up to it"
        )


def test_it_says_the_case_is_kept_here_until_the_hub_has_it(linked_desk: Browser) -> None:
    page = steps_taken.submitted(linked_desk)
    where = f"/cases/{steps_taken.case_of(page)}/whereabouts"
    assert page.main.count("Gardé ici, pas encore transmis.") == 1
    waiting = linked_desk.get(where, headers=HTMX)
    assert "Gardé ici, pas encore transmis." in waiting.text
    again = waiting.one("[hx-target='#whereabouts'][hx-swap=innerHTML]").get("hx-get")
    assert again == f"{where}?seen=kept"
    assert linked_desk.get(again, headers=HTMX).status == 204, (
        "the status is not read aloud again while nothing changed"
    )
    transmit(linked_desk)
    received = linked_desk.get(where, headers=HTMX)
    assert "Reçu par le système central le" in received.text
    assert not received.all("[hx-get]"), "what is known is not asked again"
    again = linked_desk.get(page.path).main
    assert again.count("Reçu par le système central le") == 1 and "Gardé ici" not in again


def test_what_arrives_while_the_page_is_made_makes_no_second_truth(
    linked_desk: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Review of the field, D8: the page said « Reçu par le système central » and « Gardé ici » at once, 2 of 2."""
    made = case_receipt.slip

    def sent_meanwhile(*given: object, **more: object) -> Slip:
        slip = made(*given, **more)  # type: ignore[arg-type]
        transmit(linked_desk)
        return slip

    monkeypatch.setattr(case_receipt, "slip", sent_meanwhile)
    page = steps_taken.submitted(linked_desk)
    assert "Reçu par le système central" in page.main and "Gardé ici" not in page.main


def test_documents_to_bring_are_listed(desk: Browser) -> None:
    page = steps_taken.submitted(desk)
    assert re.search(r"À apporter\s*Une pièce d’identité", page.main)


def test_while_there_is_no_hub_the_code_is_for_the_desk(desk: Browser) -> None:
    assert "montrez ce carré au guichet" in steps_taken.submitted(desk).main


def test_where_there_is_a_hub_a_telephone_follows_the_case(linked_desk: Browser) -> None:
    assert "scannez ce code avec un téléphone" in steps_taken.submitted(linked_desk).main


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


def test_a_mediator_of_another_service_learns_neither_number_nor_whereabouts(
    desk: Browser, omars_desk: Browser, box: Box
) -> None:
    page = steps_taken.submitted(desk)
    case_id = steps_taken.case_of(page)
    print_queue.print_due(box)
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
            data_keys.destroy(box, db, case_id, box.clock.now())
    assert desk.client.get(f"/papers/attestation/{case_id}.pdf").status_code == 200


def test_a_draft_has_no_receipt_yet(desk: Browser) -> None:
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    assert steps_taken.step_of(desk.get(f"/cases/{steps_taken.case_of(page)}/submitted")) == "birth"
    assert desk.get(f"/cases/{steps_taken.case_of(page)}/whereabouts").status == 404


def test_in_english_the_receipt_is_in_english(desk: Browser) -> None:
    page = steps_taken.submitted(desk)
    english = desk.send(desk.get(page.link("Langue")).form_to("/language", "en"))
    assert english.path == page.path
    assert english.one("html").get("lang") == "en"
    assert english.heading != page.heading
    assert steps_taken.reference_of(english) == steps_taken.reference_of(page)


def test_one_more_copy_is_one_touch_and_comes_back(desk: Browser, box: Box) -> None:
    page = steps_taken.submitted(desk)
    again = desk.send(page.form("again"))
    assert again.path == page.path
    assert print_queue.print_due(box) == 2
    assert "DUPLICATA 2" in desk.get("/desk/printing").main


def test_who_cannot_read_paper_leaves_their_number_at_the_desk(
    terminal: Browser, desk: Browser, box: Box, nadia: Actor
) -> None:
    page = steps_taken.alone(terminal)
    reference = steps_taken.reference_of(page)
    kept = terminal.send(page.form("leave-number"))
    assert kept.path == page.path and "Votre numéro est gardé à l’accueil" in kept.main
    home = desk.get("/desk")
    assert spoken(reference) in home.main and "Numéro à redire" in home.main
    case_id = steps_taken.case_of(page)
    assert requests.export(box, reference, nadia)["number_left_at_the_desk"] is True
    home = desk.send(home.form(f"told-{case_id}"))
    assert "Numéro à redire" not in home.main


def test_a_receipt_is_printed_in_very_large_letters_for_who_asks(desk: Browser, box: Box) -> None:
    page = steps_taken.submitted(desk)
    assert desk.send(page.form("large")).path == page.path
    assert sorted(job.large for job in spool.in_state(box.store.read(), JobState.PENDING)) == [False, True]


def test_a_stranger_leaves_no_number(desk: Browser, terminal: Browser) -> None:
    case_id = steps_taken.case_of(steps_taken.submitted(desk))
    form = steps_taken.alone(terminal).form("leave-number")
    form.action = f"/cases/{case_id}/number"
    assert terminal.send(form).status == 404
    assert "Des numéros à redire" not in desk.get("/desk").main
