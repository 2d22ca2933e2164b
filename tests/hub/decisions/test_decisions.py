"""What staff decide and ask for, and what the sites are told of it."""

import dataclasses
import hashlib
import threading
from datetime import timedelta
from io import BytesIO
from itertools import count
from typing import Any

import pytest
from flask.testing import FlaskClient
from msgspec.structs import replace
from werkzeug.test import TestResponse

from hub.cases.cases import CaseFile
from hub.cases.states import Scope
from hub.decisions.decisions import (
    LONGEST_LABEL,
    MOST,
    MOST_ASKED,
    Asking,
    DraftDecision,
    askable,
    change_chosen_cases,
    check_chosen_cases,
    decide_case,
    make_asked_papers,
    settle_paper,
    take_back_decisions,
)
from hub.decisions.follow import read_whereabouts
from hub.files.listed_file import open_given
from hub.hub import Hub
from hub.intake.updates import fetch_updates
from hub.people.people import Staff
from hub.store.schema import staff
from hub.trail import list_audit_lines
from kiosk.domain.events import case_line
from kiosk.domain.time import calendar
from kiosk.errors import Refused
from tests.gallery.site.central import in_a_month
from tests.gallery.site.hub_browser import Browser
from tests.gallery.site.strange_files import hostile_pdf, picture, saved, signed_pdf
from tests.hub.conftest import Watch, several_sent, told
from tests.hub.files.sending import FILE, NAME, Sender
from tests.hub.samples import SERVICE, Box, Item, case_of, leave_due, write_rows


def test_taking_a_case_in_hand_tells_the_site_with_the_statutory_mentions(hub: Hub, box: Box, paul: Staff) -> None:
    sent = box.send_case()
    decide_case(hub, paul, sent["reference"], DraftDecision("in_progress", "", 0))
    [update] = told(hub)
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
        decide_case(hub, paul, sent["reference"], DraftDecision(state, message, seen, in_a_month(hub)))
    decide_case(hub, paul, sent["reference"], DraftDecision("in_progress", "", 3))
    assert [update["kind"] for update in told(hub)] == ["accuse", "state", "state", "state"]


def test_a_document_that_is_simply_delivered_gets_no_accuse(hub: Hub, box: Box, paul: Staff) -> None:
    """CRPA R. 112-4, 2°."""
    sent = box.send_case(silence=None, remedies=None, accuse=False)
    decide_case(hub, paul, sent["reference"], DraftDecision("in_progress", "", 0))
    (update,) = told(hub)
    assert (update["kind"], update["state"]) == ("state", "in_progress")
    assert not {"accuse", "silence"} & set(update)


def test_a_request_without_a_rule_on_silence_is_acknowledged_too(hub: Hub, box: Box, paul: Staff) -> None:
    """CRPA L. 112-3: a voter who has none may lose the delays of the appeal (L. 112-6)."""
    sent = box.send_case(silence=None)
    decide_case(hub, paul, sent["reference"], DraftDecision("in_progress", "", 0))
    (update,) = told(hub)
    assert (update["kind"], update["accuse"]["received_on"]) == ("accuse", "2026-11-24")
    assert "silence" not in update, "no day is made up"


def test_whoever_lacks_a_paper_is_told_in_the_accuse_by_which_day(hub: Hub, box: Box, paul: Staff) -> None:
    """CRPA L. 114-5: the list and the day stand in the « accusé de réception »."""
    sent = box.send_case(silence=None)
    decide_case(hub, paul, sent["reference"], DraftDecision("incomplete", "Il manque…", 0, in_a_month(hub)))
    (update,) = told(hub)
    assert (update["kind"], update["papers_by"]) == ("accuse", in_a_month(hub))


def test_an_answer_is_addressed_to_whom_it_concerns_and_not_to_who_only_helped(hub: Hub, box: Box, paul: Staff) -> None:
    """A neighbour who comes along is not told by name that somebody else's vote was refused."""
    told_of, neighbour = (
        {"family_name": "Ferreira", "given_names": "João", "birth_date": "1961"},
        {"family_name": "Roux", "given_names": "Claire"},
    )
    for for_whom, name in (("helped", "João Ferreira"), ("represented", "Claire Roux")):
        sent = box.send_case(for_whom=for_whom, person=told_of, applicant=neighbour)
        decide_case(hub, paul, sent["reference"], DraftDecision("in_progress", "", 0))
        assert told(hub)[-1]["letter"]["to"] == name


def test_papers_are_asked_for_by_a_day_which_moves_that_of_silence(hub: Hub, box: Box, paul: Staff) -> None:
    today = hub.day(hub.clock.now())
    silence = {"means": "refused", "on": calendar.add_months(today, 2).isoformat(), "after_months": 2}
    sent = box.send_case(legal_date=today.isoformat(), silence=silence)
    with pytest.raises(Refused, match="papers-day-missing"):
        decide_case(hub, paul, sent["reference"], DraftDecision("incomplete", "Il manque une pièce.", 0))
    decide_case(hub, paul, sent["reference"], DraftDecision("incomplete", "Il manque une pièce.", 0, in_a_month(hub)))
    (update,) = told(hub)
    assert update["papers_by"] == update["silence"]["papers_by"] == in_a_month(hub)
    assert update["silence"]["on"] == (calendar.add_months(today, 2) + timedelta(days=30)).isoformat()
    decide_case(hub, paul, sent["reference"], DraftDecision("in_progress", "", 1))
    told_then = told(hub)[1]["silence"]
    assert (told_then["on"], told_then["papers_by"]) == (silence["on"], None), "they came at once, by post"


def test_a_prepared_case_never_gets_an_accuse(hub: Hub, box: Box, paul: Staff) -> None:
    sent = box.prepared()
    box.send(sent)
    for state in ("in_progress", "accepted", "refused", "incomplete"):
        with pytest.raises(Refused, match="no-such-change"):
            decide_case(hub, paul, sent["reference"], DraftDecision(state, "…", 0))
    decide_case(hub, paul, sent["reference"], DraftDecision("closed", "", 0))
    assert [update["kind"] for update in told(hub)] == ["state"]
    assert not told(hub)[0]["letter"]["remedies"], "whom they are against has decided nothing"


def test_a_supplement_and_a_decision_at_once_leave_none_on_a_decided_case(hub: Hub, box: Box, paul: Staff) -> None:
    for _ in range(10):
        sent = box.send_case()
        added = box.supplement(sent["reference"], sent["stream"], 2)
        gate = threading.Barrier(2, timeout=60)

        def close(reference: str = sent["reference"], gate: threading.Barrier = gate) -> None:
            gate.wait()
            decide_case(hub, paul, reference, DraftDecision("accepted", "", 0))

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
        decide_case(
            hub, paul, sent["reference"], DraftDecision("incomplete", "Il manque une pièce.", 0, in_a_month(hub))
        )
    assert len(told(hub)) == 1


SUBMITTED: dict[str, Any] = {
    "documents": [
        {"id": "identity", "label": "Une pièce d’identité", "state": "to_bring"},
        {"id": "home", "label": "Un justificatif de domicile", "state": "to_bring"},
        {"id": "", "label": "Sans nom", "state": "seen"},
    ]
}


def asked_for(*documents: str, others: str = "") -> list[tuple[str, str]]:
    numbers = count()
    made = make_asked_papers(Asking(documents, others), SUBMITTED, lambda: f"{next(numbers):032x}")
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
    assert askable(SUBMITTED) == [("identity", "Une pièce d’identité"), ("home", "Un justificatif de domicile")]
    with pytest.raises(Refused, match="paper-not-listed"):
        asked_for("passport")
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
    sent = box.send_case()
    decide_case(
        hub, paul, sent["reference"], DraftDecision("incomplete", "", 0, in_a_month(hub), Asking(("identity",)))
    )
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
    assert [link.get("href") for link in under.iter("a")] == [f"{address}/image", address]
    assert instructor.client.get(address).data == FILE
    instructor.fill(paper_id, state="accepted")
    assert papers_of(hub, asked) == [(paper_id, "accepted")]
    assert "Complète" in instructor.text and "Reçue, à vérifier" not in instructor.text


def test_a_tick_is_taken_back_and_each_change_is_written_once(hub: Hub, box: Box, asked: Item, paul: Staff) -> None:
    ((paper_id, _),) = papers_of(hub, asked)
    for state in ("given-up", "given-up", ""):
        settle_paper(hub, paul, asked["reference"], paper_id, state)
    assert papers_of(hub, asked) == [(paper_id, "open")]
    noted = [line.detail for line in list_audit_lines(hub.store) if line.action == "paper-settled"]
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
            settle_paper(hub, paul, reference, paper, state)
    assert papers_of(hub, asked) == [(paper_id, "open")]


@pytest.fixture
def sought(hub: Hub, box: Box, paul: Staff) -> Item:
    made = box.send_case()
    decide_case(hub, paul, made["reference"], DraftDecision("incomplete", "Il manque le livret.", 0, in_a_month(hub)))
    return made


def test_what_was_withdrawn_has_no_words_any_more(hub: Hub, box: Box, sought: Item) -> None:
    box.send(box.withdrawal(sought["reference"], sought["stream"], 2))
    told = read_whereabouts(hub, sought["stream"], "", "1945-03-02")
    assert (told.locked, told.withdrawn is not None) == (False, True)


def test_papers_of_the_procedure_are_named_to_who_holds_the_receipt_no_free_words(
    hub: Hub, box: Box, paul: Staff
) -> None:
    made = box.send_case()
    papers = Asking(("family",), "Lettre de Paul")
    decide_case(hub, paul, made["reference"], DraftDecision("incomplete", "", 0, in_a_month(hub), papers))
    told = read_whereabouts(hub, made["stream"], "")
    assert ([paper.label for paper in told.papers], told.unanswered) == (["Livret de famille"], 2)
    assert [paper.label for paper in read_whereabouts(hub, made["stream"], "", "1945-03-02").papers][
        1
    ] == "Lettre de Paul"
    documents = [{"id": "family", "label": "Livret de famille", "state": "seen"}]
    box.send(box.supplement(made["reference"], made["stream"], 2, documents=documents))
    told = read_whereabouts(hub, made["stream"], "")
    assert (told.papers, told.unanswered, case_line.make_case_news(told).line.asks) == ((), 1, True)


def _send(browser: Browser, sent: Item, carries: str, data: bytes = b"", name: str = "x.pdf", **more: Any) -> str:
    """Accept with this document; gives the words of the page that comes."""
    browser.choose(sent["reference"], "accepted")
    form = next(form for form in browser.page.iter("form") if form.get("action").endswith(sent["reference"]))
    assert form.get("enctype") == "multipart/form-data"
    kept = {name: value for name, value in form.fields.items() if value is not None}
    fields = {**kept, "message": "Venez le chercher.", "carries": carries, "document": (BytesIO(data), name), **more}
    answer: TestResponse = browser.client.post(form.get("action"), data=fields, follow_redirects=True)
    return browser.look(answer).text


def _document(hub: Hub, sent: Item) -> tuple[CaseFile, Any, bytes]:
    case = case_of(hub, sent["reference"])
    (document,) = case.documents.values()
    return case, document, b"".join(open_given(hub, case.id, document.id))


def test_a_pdf_that_was_signed_elsewhere_goes_on_byte_for_byte(hub: Hub, instructor: Browser, sent: Item) -> None:
    signed = signed_pdf()
    text = _send(instructor, sent, "document", signed, "Lettre signée.pdf")
    case, document, data = _document(hub, sent)
    assert case.state == "accepted" and "Lettre signée.pdf" in text
    assert (document.name, document.media_type, data) == ("Lettre signée.pdf", "application/pdf", signed)
    opened = instructor.client.get(f"/dossiers/{sent['reference']}/documents/{document.id}")
    assert (opened.data, opened.headers["Cache-Control"]) == (data, "no-store")


def test_a_file_that_lies_about_its_type_is_what_its_bytes_say(hub: Hub, instructor: Browser, sent: Item) -> None:
    assert "ni un PDF ni une photo" in _send(instructor, sent, "document", b"MZ\x90 program", "lettre.pdf")
    _send(instructor, sent, "document", picture("PNG"), "lettre.pdf")
    _, document, _ = _document(hub, sent)
    assert document.media_type.startswith("image/") and not document.name.endswith(".pdf")


def test_a_refused_document_keeps_everything_else_that_was_typed(instructor: Browser, hub: Hub, sent: Item) -> None:
    text = _send(instructor, sent, "document", quality="Maire")
    assert "Choisissez le fichier à joindre." in text
    assert instructor.page.get_element_by_id("message").text == "Venez le chercher."
    assert instructor.page.get_element_by_id("quality").get("value") == "Maire"
    assert instructor.page.xpath("//input[@name='carries'][@checked]/@value") == ["document"]
    assert "contient un programme" in _send(instructor, sent, "document", saved(hostile_pdf()))


def test_who_decides_is_asked_once_and_then_proposed(hub: Hub, instructor: Browser, box: Box, sent: Item) -> None:
    write_rows(hub, staff.update().values(given_names="", family_name="", quality=""))
    text = _send(instructor, sent, "", quality="")
    assert "la loi demande les trois" in text
    _send(instructor, sent, "", given_names="Paul", family_name="Morel", quality="Adjoint au maire")
    box.send(made := box.submitted())
    page = instructor.choose(made["reference"], "refused")
    assert "Décidé par : Paul Morel, Adjoint au maire" in page.text.replace("\u00a0", " ")
    assert "Accepté, par Paul Morel" in instructor.open(f"/dossiers/{sent['reference']}").text


def _accepted(hub: Hub, box: Box, by: Staff, count: int) -> list[str]:
    made = several_sent(box, count)
    for reference in made:
        decide_case(hub, by, reference, DraftDecision("accepted", "", 0))
    return made


def _states(hub: Hub, references: list[str]) -> list[str]:
    return [case_of(hub, reference).state for reference in references]


def _waiting(hub: Hub, minutes: int = 10) -> Hub:
    return replace(hub, settings=dataclasses.replace(hub.settings, take_back_minutes=minutes))


def test_each_gets_the_state_once_however_often_the_form_isseveral_sent(hub: Hub, box: Box, paul: Staff) -> None:
    mine = several_sent(box, 3)
    chosen = [(row.reference, row.seen) for row in check_chosen_cases(hub, paul, mine, "in_progress")]
    for _ in range(2):
        done = change_chosen_cases(hub, paul, chosen, "in_progress")
        assert [(row.reference, row.left_out, row.taken) for row in done] == [(case, "", "") for case in mine]
    assert _states(hub, mine) == ["in_progress"] * 3
    assert len(fetch_updates(hub, "SA", 0, 100)[1]) == 3, "one accusé de réception each"
    decided = [line.reference for line in list_audit_lines(hub.store) if line.action == "decided"]
    assert sorted(decided) == sorted(mine), "each is in the trail, once"


def test_those_that_cannot_are_told_before(hub: Hub, box: Box, paul: Staff) -> None:
    free, closed, withdrawn, waiting = several_sent(box, 4)
    decide_case(hub, paul, closed, DraftDecision("closed", "Sans objet.", 0))
    box.send(box.withdrawal(withdrawn))
    decide_case(_waiting(hub), paul, waiting, DraftDecision("accepted", "", 0))
    seen = check_chosen_cases(hub, paul, [free, closed, withdrawn, waiting, free, "SA999X", "<b>"], "in_progress")
    assert [(row.reference, row.left_out) for row in seen] == [
        (free, ""), (closed, "no-such-change"), (withdrawn, "no-such-change"), (waiting, "on-its-way"),
    ]  # fmt: skip


def test_what_nobody_decided_is_not_closed_with_others(hub: Hub, box: Box, paul: Staff) -> None:
    """The person would read that the service is done, without a reason, and silence would decide nothing more."""
    received, working = several_sent(box, 2)
    decide_case(hub, paul, working, DraftDecision("in_progress", "", 0))
    (accepted,) = _accepted(hub, box, paul, 1)
    prepared = box.prepared()
    box.send(prepared)
    mine = [received, working, accepted, prepared["reference"]]
    chosen = check_chosen_cases(hub, paul, mine, "closed")
    assert [row.left_out for row in chosen] == ["undecided", "undecided", "", ""]
    for _ in range(2):
        done = change_chosen_cases(hub, paul, [(row.reference, row.seen) for row in chosen], "closed")
        assert [row.left_out for row in done] == ["undecided", "undecided", "", ""]
    assert _states(hub, mine) == ["received", "in_progress", "closed", "closed"]


def test_all_of_them_can_be_taken_back_until_they_leave(hub: Hub, box: Box, paul: Staff, watch: Watch) -> None:
    here, mine = _waiting(hub), _accepted(hub, box, paul, 2)
    done = change_chosen_cases(here, paul, [(case, 1) for case in mine], "closed")
    assert all(row.taken for row in done) and _states(hub, mine) == ["accepted"] * 2
    pairs = [(row.reference, row.taken) for row in done]
    assert [row.left_out for row in take_back_decisions(here, paul, pairs[:1])] == [""]
    watch.ahead.append(timedelta(minutes=11))
    leave_due(here)
    assert [row.left_out for row in take_back_decisions(here, paul, pairs)] == ["decision-left", "decision-left"]
    assert _states(hub, mine) == ["accepted", "closed"]


def test_cases_of_others_are_neither_shown_nor_changed(hub: Hub, box: Box, paul: Staff) -> None:
    (theirs,) = several_sent(box, 1)
    narrow = replace(paul, scope=Scope(("ccas",)))
    (seen,) = check_chosen_cases(hub, narrow, [theirs], "closed")
    assert (seen.left_out, seen.row) == ("unknown-case", None)
    assert [row.left_out for row in change_chosen_cases(hub, narrow, [(theirs, 0)], "closed")] == ["unknown-case"]
    assert _states(hub, [theirs]) == ["received"]


def test_several_cases_at_once_get_no_state_that_needs_its_case_and_are_not_too_many(
    hub: Hub, box: Box, paul: Staff
) -> None:
    (one,) = several_sent(box, 1)
    for to in ("accepted", "refused", "incomplete", "received", ""):
        with pytest.raises(Refused, match="no-such-change"):
            check_chosen_cases(hub, paul, [one], to)
        with pytest.raises(Refused, match="no-such-change"):
            change_chosen_cases(hub, paul, [(one, 0)], to)
    assert _states(hub, [one]) == ["received"]
    with pytest.raises(Refused, match="too-many-cases"):
        check_chosen_cases(hub, paul, ["SA1X"] * (MOST + 1), "closed")
