"""A site is told what was added elsewhere to its cases: once."""

import json
from typing import Any

import pytest

from hub.hub import Hub
from hub.intake.updates import after
from kiosk.domain.events.event import digest
from tests.hub.samples import FOLLOW_CODE, Box, Item


@pytest.fixture
def sent(box: Box) -> Item:
    made = box.submitted()
    box.send(made)
    return made


def told(hub: Hub, code: str = "SA") -> list[dict[str, Any]]:
    return [json.loads(update.statement) for update in after(hub, code, 0, 100)[1]]


def test_what_another_site_adds_is_told_to_the_site_of_the_case_once(
    hub: Hub, box: Box, other_box: Box, sent: Item
) -> None:
    added = other_box.supplement(sent["reference"], message="Ne lisez pas ceci.")
    assert other_box.outcomes(added, added) == ["acknowledged", "duplicate"]
    assert other_box.outcomes(added) == ["duplicate"]
    [update] = told(hub)
    assert update.pop("at").endswith("+00:00")
    assert update == {
        "version": 2,
        "site": "SA",
        "cursor": 1,
        "reference": sent["reference"],
        "kind": "added",
        "id": added["id"],
        "state": "received",
        "message": "",
        "by": json.loads(added["body"])["site"]["name"],
        "source": "desk",
        "legal_date": "2026-11-30",
        "documents": [{"id": "identity", "label": "Pièce d’identité", "state": "seen", "files": 0}],
    }
    assert told(hub, "BZ") == [], "it knows what it sent"


def test_what_the_site_of_the_case_adds_itself_tells_whoever_added_before(
    hub: Hub, box: Box, other_box: Box, sent: Item
) -> None:
    box.send(box.supplement(sent["reference"], sent["stream"], 2))
    assert told(hub) == told(hub, "BZ") == []
    other_box.send(other_box.supplement(sent["reference"], follow_sha256=digest(FOLLOW_CODE.encode()), helper=""))
    box.send(box.supplement(sent["reference"], sent["stream"], 3))
    assert [(update["kind"], update["source"]) for update in told(hub)] == [("added", "terminal")]
    assert [(update["kind"], update["source"]) for update in told(hub, "BZ")] == [("added", "desk")]


def test_a_site_is_told_what_a_person_sent_alone_at_its_terminal_which_forgets_it(
    hub: Hub, box: Box, sent: Item
) -> None:
    box.send(box.supplement(sent["reference"], follow_sha256=digest(FOLLOW_CODE.encode()), helper=""))
    assert [(update["kind"], update["source"]) for update in told(hub)] == [("added", "terminal")]


def test_nothing_is_told_of_what_a_case_does_not_take(hub: Hub, box: Box, other_box: Box, sent: Item) -> None:
    box.send(box.withdrawal(sent["reference"], sent["stream"], 2))
    assert other_box.outcomes(other_box.supplement(sent["reference"])) == ["rejected: closed-case"]
    assert [update["kind"] for update in told(hub)] == ["state"]
