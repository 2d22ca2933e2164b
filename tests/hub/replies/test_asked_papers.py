"""The papers that a service asked for, and decisions on their way out, under the key of their case."""

import json
from datetime import timedelta

from sqlalchemy import select

from hub import replies
from hub.cases.cases import read_case
from hub.decisions.decisions import Asking, DraftDecision, decide_case
from hub.files.listed_file import NewDocument
from hub.hub import Hub
from hub.intake.updates import fetch_updates
from hub.people.people import Staff
from hub.replies import StopReason, TakenDecision
from hub.retention import EXPIRED, erase_case_contents
from hub.secrets.vault import lock_of
from hub.store import schema
from hub.store.schema import asked_paper, given_document
from kiosk.domain.events.wire.statements import RequestedPaper
from tests.gallery.site.central import in_a_month
from tests.hub.samples import Box, Item, case_of

WANTED = Asking(("identity",), "La page 3 du bail")


def states(hub: Hub, reference: str) -> list[tuple[str, str]]:
    return [(item.paper.label, item.state) for item in case_of(hub, reference).asked]


def test_each_paper_asked_for_is_told_to_the_site_and_answered_by_its_id(hub: Hub, box: Box, paul: Staff) -> None:
    sent = box.send_case()
    decide_case(hub, paul, sent["reference"], DraftDecision("incomplete", "", 0, in_a_month(hub), WANTED))
    (update,) = [json.loads(update.statement) for update in fetch_updates(hub, "SA", 0, 100)[1]]
    identity, page = update["asked"]
    assert (identity["document"], page["document"], page["label"]) == ("identity", "", "La page 3 du bail")
    assert states(hub, sent["reference"]) == [(identity["label"], "open"), (page["label"], "open")]
    answer = {"id": "", "label": page["label"], "state": "seen", "answers": page["id"]}
    assert box.outcomes(box.supplement(sent["reference"], sent["stream"], 2, documents=[answer])) == ["acknowledged"]
    assert states(hub, sent["reference"]) == [(identity["label"], "open"), (page["label"], "answered")]


def test_nothing_of_a_paper_asked_for_is_in_clear_and_it_goes_with_its_case(hub: Hub, box: Box, paul: Staff) -> None:
    sent = box.send_case()
    decide_case(hub, paul, sent["reference"], DraftDecision("incomplete", "", 0, in_a_month(hub), WANTED))
    with hub.store.writing() as connection:
        stored = connection.execute(select(asked_paper)).all()
        assert len(stored) == 2 and b"bail" not in b"".join(row.body for row in stored)
        erase_case_contents(hub, connection, stored[0].case_id, EXPIRED)
        assert not connection.execute(select(asked_paper)).all()


def test_its_name_is_read_again_and_stands_nowhere_in_clear(hub: Hub, box: Box, paul: Staff) -> None:
    sent = box.send_case()
    given = NewDocument("refus Benali.pdf", "application/pdf", b"%PDF")
    decide_case(hub, paul, sent["reference"], DraftDecision("refused", "Non.", 0), document=given)
    with hub.store.reading() as connection:
        case = read_case(connection, hub.ring, sent["reference"])
        row = connection.execute(given_document.select()).one()
    document = case.documents[case.decisions[0].id]
    assert (document.name, document.size, document.given.name) == ("refus Benali.pdf", 4, "refus Benali.pdf")
    assert b"Benali" not in bytes(row.body)


def test_it_is_read_back_and_nothing_of_it_lies_in_clear(hub: Hub, sent: Item, paul: Staff) -> None:
    now = hub.clock.now()
    asked = (RequestedPaper("a" * 32, "", "La page 3 du bail"),)
    made = TakenDecision(
        "d" * 32,
        "e" * 32,
        "incomplete",
        "Il manque une page.",
        asked,
        "2026-12-31",
        paul.id,
        paul.name,
        now,
        now + timedelta(minutes=10),
        "f" * 32,
    )
    case_id = sent["stream"]
    with hub.store.writing() as connection:
        lock = lock_of(connection, hub.ring, case_id)
        assert lock is not None
        replies.save_taken_decision(connection, case_id, lock, made)
        assert replies.read_taken_decision(connection, case_id, lock) == made
        (row,) = connection.execute(select(schema.taken_decision)).all()
        assert not any(word in row.body for word in (b"page", b"manque"))
        assert replies.list_due_decisions(connection, now) == []
        assert replies.list_due_decisions(connection, now + timedelta(minutes=10)) == [case_id]
        assert replies.list_due_decisions(connection, now - timedelta(hours=1)) == [case_id], "taken in the future"
        assert replies.stop_taken_decision(connection, case_id, StopReason.ARRIVED)
        assert not replies.stop_taken_decision(connection, case_id, StopReason.RESTORED)
        assert replies.list_due_decisions(connection, now + timedelta(days=1)) == []
        replies.delete_taken_decision(connection, case_id)
        assert replies.read_taken_decision(connection, case_id, lock) is None
