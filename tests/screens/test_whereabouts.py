"""« Où en est ma demande ? » at a terminal: the hub is asked, the person is told, and nothing of it stays."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec import structs

from kiosk.domain.events import reference as references
from kiosk.domain.proofs import receipt_proof
from kiosk.services.box.box import Box
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.loops.sync_loop import exchange_with_hub
from kiosk.store import cases
from kiosk.store.cases import Submission
from tests.gallery.site import steps_taken
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import submitted
from tests.gallery.site.page import Browser, Page
from tests.gallery.site.steps_taken import hand_over
from tests.screens.conftest import transmit
from tests.services.conftest import another_box, say

HUB = "https://hub.example"


def ask(browser: Browser, **typed: str) -> Page:
    return browser.send(browser.get("/where").form_to("/where").with_values(typed))


def made(box: Box, desk: Browser) -> Submission:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    submission = cases.read_submission_by_reference(box.store.read(), reference)
    assert submission is not None
    return submission


def test_without_a_hub_a_receipt_says_what_it_proves_whom_to_call(box: Box, desk: Browser, terminal: Browser) -> None:
    page = ask(terminal, number=receipt_proof.make_receipt_link(HUB, made(box, desk).proof))
    assert page.status == 200
    for words in ("Pas de nouvelles", "Votre reçu est un vrai reçu", "Gardez votre reçu", box.site.phone):
        assert words in page.main
    for secret in ("Benali", "Marie", "1945"):
        assert secret not in page.main


@pytest.mark.parametrize(
    ("number", "code", "place"), [("", "", "number"), ("bonjour", "ABCDEFGHJK", "number"), ("SA 1001 G", "12", "code")]
)
def test_what_is_mistyped_is_said_beside_its_box(terminal: Browser, number: str, code: str, place: str) -> None:
    page = ask(terminal, number=number, code=code)
    assert (page.status, len(page.all(f"#{place}-fault"))) == (422, 1)
    assert page.one("#number").get("value") == number


def test_tries_are_limited(terminal: Browser) -> None:
    for _ in range(6):
        ask(terminal, number="SA 1001 G", code="12")
    assert ask(terminal, number="SA 1001 G", code="12").status == 429


@pytest.fixture
def linked_terminal(linked_desk: Browser) -> Browser:
    return hand_over(Browser(linked_desk.client.application.test_client()))


def test_the_hub_is_asked_and_nothing_of_what_it_says_is_kept(
    linked: Box, linked_desk: Browser, linked_terminal: Browser, central: Central, caplog: pytest.LogCaptureFixture
) -> None:
    page = steps_taken.submitted(linked_desk)
    reference = steps_taken.reference_of(page)
    code = re.findall(r"[A-Z2-9]{5}-[A-Z2-9]{5}", page.main)[0]
    transmit(linked_desk)
    say(central, reference, "incomplete", "Il manque le livret bleu.")
    before = everything(linked)
    caplog.set_level("DEBUG")
    page = ask(linked_terminal, number=reference, code=code)
    assert page.status == 200 and "Un complément est demandé" in page.main and "Arrivée au service" in page.main
    assert "livret bleu" not in page.main
    page = linked_terminal.send(page.form("words").with_values({"birth_date": "3 3 1912"}))
    assert "n’est pas celle du dossier" in page.main
    page = linked_terminal.send(page.form("words").with_values({"birth_date": "03/02/1965"}))
    assert "Il manque le livret bleu." in page.main
    assert everything(linked) == before
    assert not [record for record in caplog.records if "livret" in record.getMessage()]
    for wrong in (
        {"number": reference, "code": "AAAAAAAAAA"},
        {"number": references.mint_reference("SA", 1998)[0], "code": code},
    ):
        page = ask(linked_terminal, **wrong)
        assert (page.status, "Aucune demande n’a ce numéro avec ce code" in page.main) == (422, True)


def test_a_case_of_another_town_hall_says_to_call_there_and_when(
    linked: Box, linked_terminal: Browser, central: Central, tmp_path: Path
) -> None:
    with another_box(tmp_path / "bruz", central, "BZ", "Mairie de Bruz") as bruz:
        case = submitted(bruz)
        exchange_with_hub(bruz, hub_of(bruz))
        page = ask(linked_terminal, number=case.reference, code=case.follow_code)
        assert linked.site.phone in page.main, "a box that says nothing of it leaves the numbers of before"
        told = replace(bruz, site=structs.replace(bruz.site, phone="02 99 88 77 66", hours="Le jeudi matin"))
        exchange_with_hub(told, hub_of(told))
    page = ask(linked_terminal, number=case.reference, code=case.follow_code)
    assert "Mairie de Bruz" in page.main and "02 99 88 77 66" in page.main.replace("\u00a0", " ")
    assert "Le jeudi matin" in page.main and linked.site.phone not in page.main


def everything(box: Box) -> dict[str, int]:
    db = box.store.read()
    return {name: db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in db.table_names()}
