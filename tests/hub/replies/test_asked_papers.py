"""The papers that a service asked for in a case, and what became of each."""

import json

import pytest
from sqlalchemy import select

from hub.cases.cases import read_case
from hub.decisions.asking import Asking
from hub.decisions.decisions import decide
from hub.hub import Hub
from hub.intake.updates import after
from hub.people.people import Staff
from hub.retention.erasure import EXPIRED, erase
from hub.store.schema import asked_paper
from kiosk.errors import Refused
from tests.gallery.site.central import in_a_month
from tests.hub.samples import Box

WANTED = Asking(("identity",), "La page 3 du bail")


def states(hub: Hub, reference: str) -> list[tuple[str, str]]:
    with hub.store.reading() as connection:
        return [(item.paper.label, item.state) for item in read_case(connection, hub.ring, reference).asked]


def test_each_paper_asked_for_is_told_to_the_site_and_answered_by_its_id(hub: Hub, box: Box, paul: Staff) -> None:
    sent = box.submitted()
    box.send(sent)
    decide(hub, paul, sent["reference"], "incomplete", "", 0, in_a_month(hub), WANTED)
    (update,) = [json.loads(update.statement) for update in after(hub, "SA", 0, 100)[1]]
    identity, page = update["asked"]
    assert (identity["document"], page["document"], page["label"]) == ("identity", "", "La page 3 du bail")
    assert states(hub, sent["reference"]) == [(identity["label"], "open"), (page["label"], "open")]
    answer = {"id": "", "label": page["label"], "state": "seen", "answers": page["id"]}
    assert box.outcomes(box.supplement(sent["reference"], sent["stream"], 2, documents=[answer])) == ["acknowledged"]
    assert states(hub, sent["reference"]) == [(identity["label"], "open"), (page["label"], "answered")]


def test_nothing_of_a_paper_asked_for_is_stored_in_clear_and_it_goes_with_its_case(
    hub: Hub, box: Box, paul: Staff
) -> None:
    sent = box.submitted()
    box.send(sent)
    decide(hub, paul, sent["reference"], "incomplete", "", 0, in_a_month(hub), WANTED)
    with hub.store.writing() as connection:
        stored = connection.execute(select(asked_paper)).all()
        assert len(stored) == 2 and b"bail" not in b"".join(row.body for row in stored)
        erase(hub, connection, stored[0].case_id, EXPIRED)
        assert not connection.execute(select(asked_paper)).all()


def test_a_request_needs_a_paper_or_words_and_a_refusal_words(hub: Hub, box: Box, paul: Staff) -> None:
    sent = box.submitted()
    box.send(sent)
    for to, asks in (("incomplete", Asking()), ("refused", WANTED)):
        with pytest.raises(Refused, match="message-missing"):
            decide(hub, paul, sent["reference"], to, "", 0, in_a_month(hub), asks)
