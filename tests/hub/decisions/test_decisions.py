"""What staff decide and ask for, and what the sites are told of it."""

import hashlib
import json
import threading
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from flask.testing import FlaskClient

from hub.decisions.decisions import LONGEST_LABEL, MOST_ASKED, Asking, Draft, askable, decide, papers, settle
from hub.decisions.follow import tell
from hub.hub import Hub
from hub.intake.updates import after
from hub.people.people import Staff
from hub.trail import lines
from kiosk.domain.replies import case_news
from kiosk.domain.time import calendar
from kiosk.errors import Refused
from tests.gallery.site.central import in_a_month
from tests.gallery.site.hub_browser import Browser
from tests.hub.files.sending import FILE, NAME, Sender
from tests.hub.samples import SERVICE, Box, Item, case_of


def _updates(hub: Hub, code: str) -> list[dict[str, Any]]:
    return [json.loads(update.statement) for update in after(hub, code, 0, 100)[1]]


def test_taking_a_case_in_hand_tells_the_site_with_the_statutory_mentions(hub: Hub, box: Box, paul: Staff) -> None:
    sent = box.send_case()
    decide(hub, paul, sent["reference"], Draft("in_progress", "", 0))
    [update] = _updates(hub, "SA")
    letter = update.pop("letter")
    assert (letter["to"], letter["author"]) == ("Awa Benali", "Paul Morel"), "CRPA L. 212-1"
    assert update.pop("at").endswith("+00:00") and len(update.pop("id")) == 32
    assert update == {
        "version": 2,
        "site": "SA",
        "cursor": 1,
        "reference": sent["reference"],
        "kind": "accuse",
        "state": "in_progress",
        "message": "",
        "by": SERVICE["name"],
        "accuse": {
            "received_on": "2026-11-24",
            "service": SERVICE["name"],
            "address": SERVICE["address"],
            "phone": SERVICE["phone"],
            "email": SERVICE["email"],
            "remedies": "Vous pouvez saisir le procureur de la République.",
        },
        "silence": {
            "means": "refused",
            "after_months": 2,
            "on": "2027-01-24",
            "papers_by": None,
            "lacks": True,
            "about": "",
        },
    }


def test_one_case_gets_one_accuse(hub: Hub, box: Box, paul: Staff) -> None:
    sent = box.send_case()
    for seen, (state, message) in enumerate([("incomplete", "Il manque…"), ("in_progress", ""), ("incomplete", "…")]):
        decide(hub, paul, sent["reference"], Draft(state, message, seen, in_a_month(hub)))
    decide(hub, paul, sent["reference"], Draft("in_progress", "", 3))
    assert [update["kind"] for update in _updates(hub, "SA")] == ["state", "accuse", "state", "state"]


def test_a_document_that_is_simply_delivered_gets_no_accuse(hub: Hub, box: Box, paul: Staff) -> None:
    """CRPA R. 112-4, 2°."""
    sent = box.send_case(silence=None, remedies=None)
    decide(hub, paul, sent["reference"], Draft("in_progress", "", 0))
    (update,) = _updates(hub, "SA")
    assert (update["kind"], update["state"]) == ("state", "in_progress")
    assert not {"accuse", "silence"} & set(update)


def test_papers_are_asked_for_by_a_day_which_moves_that_of_silence(hub: Hub, box: Box, paul: Staff) -> None:
    today = hub.day(hub.clock.now())
    silence = {"means": "refused", "on": calendar.after(today, 2).isoformat(), "after_months": 2}
    sent = box.send_case(legal_date=today.isoformat(), silence=silence)
    with pytest.raises(Refused, match="papers-day-missing"):
        decide(hub, paul, sent["reference"], Draft("incomplete", "Il manque une pièce.", 0))
    decide(hub, paul, sent["reference"], Draft("incomplete", "Il manque une pièce.", 0, in_a_month(hub)))
    (update,) = _updates(hub, "SA")
    assert update["papers_by"] == update["silence"]["papers_by"] == in_a_month(hub)
    assert update["silence"]["on"] == (calendar.after(today, 2) + timedelta(days=30)).isoformat()
    decide(hub, paul, sent["reference"], Draft("in_progress", "", 1))
    told = _updates(hub, "SA")[1]["silence"]
    assert (told["on"], told["papers_by"]) == (silence["on"], None), "they came at once, by post"


def test_a_prepared_case_never_gets_an_accuse(hub: Hub, box: Box, paul: Staff) -> None:
    sent = box.prepared()
    box.send(sent)
    for state in ("in_progress", "accepted", "refused", "incomplete"):
        with pytest.raises(Refused, match="no-such-change"):
            decide(hub, paul, sent["reference"], Draft(state, "…", 0))
    decide(hub, paul, sent["reference"], Draft("closed", "", 0))
    assert [update["kind"] for update in _updates(hub, "SA")] == ["state"]


def test_a_supplement_and_a_decision_at_once_leave_no_supplement_on_a_decided_case(
    hub: Hub, box: Box, paul: Staff
) -> None:
    for _ in range(10):
        sent = box.send_case()
        added = box.supplement(sent["reference"], sent["stream"], 2)
        gate = threading.Barrier(2, timeout=60)

        def close(reference: str = sent["reference"], gate: threading.Barrier = gate) -> None:
            gate.wait()
            decide(hub, paul, reference, Draft("accepted", "", 0))

        closing = threading.Thread(target=close)
        closing.start()
        gate.wait()
        outcome = box.outcomes(added)
        closing.join(60)
        assert outcome in (["acknowledged"], ["rejected: closed-case"])
        assert box.outcomes(added) in (["duplicate"], ["rejected: closed-case"])


def test_a_double_tap_is_one_decision(hub: Hub, box: Box, paul: Staff) -> None:
    sent = box.send_case()
    for _ in range(3):
        decide(hub, paul, sent["reference"], Draft("incomplete", "Il manque une pièce.", 0, in_a_month(hub)))
    assert len(_updates(hub, "SA")) == 1


SUBMITTED: dict[str, Any] = {
    "documents": [
        {"id": "identity", "label": "Une pièce d’identité", "state": "to_bring"},
        {"id": "home", "label": "Un justificatif de domicile", "state": "to_bring"},
        {"id": "", "label": "Sans nom", "state": "seen"},
    ]
}


def asked_for(*documents: str, others: str = "") -> list[tuple[str, str]]:
    numbers = count()
    made = papers(Asking(documents, others), SUBMITTED, lambda: f"{next(numbers):032x}")
    assert len({paper.id for paper in made}) == len(made)
    return [(paper.document, paper.label) for paper in made]


def test_papers_come_in_the_order_of_the_case_then_as_they_were_written() -> None:
    assert asked_for("home", "identity", others="  La page 3\tdu bail \r\n\r\nUne photo\nUne photo") == [
        ("identity", "Une pièce d’identité"),
        ("home", "Un justificatif de domicile"),
        ("", "La page 3 du bail"),
        ("", "Une photo"),
    ]
    assert asked_for() == [] and not Asking(others=" \n") and Asking(("home",))


def test_only_documents_of_the_case_are_ticked() -> None:
    assert askable(SUBMITTED) == [("identity", "Une pièce d’identité"), ("home", "Un justificatif de domicile")]
    with pytest.raises(Refused, match="paper-not-listed"):
        asked_for("passport")


def test_a_request_has_an_end() -> None:
    with pytest.raises(Refused, match="too-many-papers"):
        asked_for(others="\n".join(f"Pièce {number}" for number in range(MOST_ASKED + 1)))
    with pytest.raises(Refused, match="paper-too-long"):
        asked_for(others="x" * (LONGEST_LABEL + 1))


def test_papers_are_ticked_or_written_one_a_line(instructor: Browser, hub: Hub, box: Box) -> None:
    sent = box.send_case()
    asked_for = {"papers_by": in_a_month(hub), "asked": ["identity"]}
    instructor.decide(sent["reference"], "incomplete", **asked_for, others="x" * 201)
    assert instructor.status == 422 and "deux cents caractères" in instructor.text
    instructor.decide(sent["reference"], "incomplete", **asked_for, others="La page 3 du bail")
    assert instructor.status == 200, instructor.text
    assert "La page 3 du bail" in instructor.text


@pytest.fixture
def asked(hub: Hub, box: Box, paul: Staff) -> Item:
    """A case of which an identity paper was asked for."""
    sent = box.send_case()
    decide(hub, paul, sent["reference"], Draft("incomplete", "", 0, in_a_month(hub), Asking(("identity",))))
    return sent


def papers_of(hub: Hub, case: Item) -> list[tuple[str, str]]:
    return [(item.paper.id, item.state) for item in case_of(hub, case["reference"]).asked]


def brought(box: Box, case: Item, paper_id: str) -> Item:
    """A supplement with a file for that paper, as a desk sends it."""
    file = {"id": NAME, "name": "carte.jpg", "media_type": "image/jpeg", "size": len(FILE)}
    file["sha256"] = hashlib.sha256(FILE).hexdigest()
    document: dict[str, Any] = {"id": "identity", "label": "Pièce d’identité", "state": "joined", "answers": paper_id}
    supplement = box.supplement(case["reference"], documents=[{**document, "attachments": [file]}])
    assert box.outcomes(supplement) == ["acknowledged"]
    return supplement


def test_what_came_is_opened_under_what_was_asked_and_ticked_off(
    instructor: Browser, client: FlaskClient, hub: Hub, box: Box, asked: Item
) -> None:
    page = f"/dossiers/{asked['reference']}"
    assert "Pas encore reçue" in instructor.open(page).text
    ((paper_id, _),) = papers_of(hub, asked)
    assert Sender(client, hub, box, brought(box, asked, paper_id)).all().signed
    assert "Reçue, à vérifier" in instructor.open(page).text
    address = f"{page}/pieces/{NAME}"
    under = instructor.page.get_element_by_id(f"asked-{paper_id}")
    assert [link.get("href") for link in under.iter("a")] == [address]
    assert instructor.client.get(address).data == FILE
    instructor.fill(paper_id, state="accepted")
    assert papers_of(hub, asked) == [(paper_id, "accepted")]
    assert "Complet" in instructor.text and "Reçue, à vérifier" not in instructor.text


def test_a_tick_is_taken_back_and_each_change_is_written_once(hub: Hub, box: Box, asked: Item, paul: Staff) -> None:
    ((paper_id, _),) = papers_of(hub, asked)
    for state in ("given-up", "given-up", ""):
        settle(hub, paul, asked["reference"], paper_id, state)
    assert papers_of(hub, asked) == [(paper_id, "open")]
    noted = [line.detail for line in lines(hub.store) if line.action == "paper-settled"]
    assert sorted(noted) == [f"{paper_id} given-up", f"{paper_id} open"]


def test_a_paper_of_another_case_or_another_word_changes_nothing(hub: Hub, box: Box, asked: Item, paul: Staff) -> None:
    ((paper_id, _),) = papers_of(hub, asked)
    other = box.send_case()
    for reference, paper, state, code in (
        (other["reference"], paper_id, "accepted", "unknown-case"),
        (asked["reference"], "0" * 32, "accepted", "unknown-case"),
        (asked["reference"], paper_id, "burnt", "no-such-change"),
    ):
        with pytest.raises(Refused, match=code):
            settle(hub, paul, reference, paper, state)
    assert papers_of(hub, asked) == [(paper_id, "open")]


@pytest.fixture
def sought(hub: Hub, box: Box, paul: Staff) -> Item:
    made = box.send_case()
    decide(hub, paul, made["reference"], Draft("incomplete", "Il manque le livret.", 0, in_a_month(hub)))
    return made


def test_what_was_withdrawn_has_no_words_any_more(hub: Hub, box: Box, sought: Item) -> None:
    box.send(box.withdrawal(sought["reference"], sought["stream"], 2))
    told = tell(hub, sought["stream"], "", "1945-03-02")
    assert (told.locked, told.withdrawn is not None) == (False, True)


def test_papers_of_the_procedure_are_named_to_whoever_holds_the_receipt_and_free_words_are_not(
    hub: Hub, box: Box, paul: Staff
) -> None:
    made = box.send_case()
    papers = Asking(("family",), "Lettre de Paul")
    decide(hub, paul, made["reference"], Draft("incomplete", "", 0, in_a_month(hub), papers))
    told = tell(hub, made["stream"], "")
    assert ([paper.label for paper in told.papers], told.unanswered) == (["Livret de famille"], 2)
    assert [paper.label for paper in tell(hub, made["stream"], "", "1945-03-02").papers][1] == "Lettre de Paul"
    documents = [{"id": "family", "label": "Livret de famille", "state": "seen"}]
    box.send(box.supplement(made["reference"], made["stream"], 2, documents=documents))
    told = tell(hub, made["stream"], "")
    assert (told.papers, told.unanswered, case_news.read(told).line.asks) == ((), 1, True)
