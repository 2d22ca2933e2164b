"""A paper that was asked for is ticked off when it is complete, and what came for it stands beside it."""

import hashlib
from typing import Any

import pytest
from flask.testing import FlaskClient

from hub.cases.cases import read_case
from hub.decisions.asking import Asking
from hub.decisions.decisions import decide
from hub.decisions.settling import settle
from hub.hub import Hub
from hub.people.people import Staff
from hub.trail.audit import lines
from kiosk.errors import Refused
from tests.gallery.site.central import in_a_month
from tests.gallery.site.hub_browser import Browser
from tests.hub.files.sending import FILE, NAME, Sender
from tests.hub.samples import Box, Item


@pytest.fixture
def asked(hub: Hub, box: Box, paul: Staff) -> Item:
    """A case of which an identity paper was asked for."""
    sent = box.submitted()
    box.send(sent)
    decide(hub, paul, sent["reference"], "incomplete", "", 0, in_a_month(hub), Asking(("identity",)))
    return sent


def papers(hub: Hub, case: Item) -> list[tuple[str, str]]:
    with hub.store.reading() as connection:
        return [(item.paper.id, item.state) for item in read_case(connection, hub.ring, case["reference"]).asked]


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
    ((paper_id, _),) = papers(hub, asked)
    assert Sender(client, hub, box, brought(box, asked, paper_id)).all().signed
    assert "Reçue, à vérifier" in instructor.open(page).text
    address = f"{page}/pieces/{NAME}"
    under = instructor.page.get_element_by_id(f"asked-{paper_id}")
    assert [link.get("href") for link in under.iter("a")] == [address]
    assert instructor.client.get(address).data == FILE
    instructor.fill(paper_id, state="accepted")
    assert papers(hub, asked) == [(paper_id, "accepted")]
    assert "Complet" in instructor.text and "Reçue, à vérifier" not in instructor.text


def test_a_tick_is_taken_back_and_each_change_is_written_once(hub: Hub, box: Box, asked: Item, paul: Staff) -> None:
    ((paper_id, _),) = papers(hub, asked)
    for state in ("given-up", "given-up", ""):
        settle(hub, paul, asked["reference"], paper_id, state)
    assert papers(hub, asked) == [(paper_id, "open")]
    noted = [line.detail for line in lines(hub.store) if line.action == "paper-settled"]
    assert sorted(noted) == [f"{paper_id} given-up", f"{paper_id} open"]


def test_a_paper_of_another_case_or_another_word_changes_nothing(hub: Hub, box: Box, asked: Item, paul: Staff) -> None:
    ((paper_id, _),) = papers(hub, asked)
    other = box.submitted()
    box.send(other)
    for reference, paper, state, code in (
        (other["reference"], paper_id, "accepted", "unknown-case"),
        (asked["reference"], "0" * 32, "accepted", "unknown-case"),
        (asked["reference"], paper_id, "burnt", "no-such-change"),
    ):
        with pytest.raises(Refused, match=code):
            settle(hub, paul, reference, paper, state)
    assert papers(hub, asked) == [(paper_id, "open")]
