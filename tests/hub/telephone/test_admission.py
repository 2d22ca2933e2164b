"""Only what is asked for now may be sent, by a page whose code is still the case's."""

import pytest

from hub.cases.cases import read_case
from hub.decisions.decisions import decide
from hub.decisions.settling import settle
from hub.hub import Hub
from hub.people.people import Staff
from hub.telephone import admission, ticket
from kiosk.errors import Refused
from tests.hub.samples import Item

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
"""No database decides any of it."""


def labels(hub: Hub, asked: Item) -> list[str]:
    with hub.store.reading() as connection:
        case = read_case(connection, hub.ring, asked["reference"])
    return [item.paper.label for item in admission.asked_now(hub, case)]


def test_what_is_settled_and_what_is_decided_is_not_asked_for(hub: Hub, asked: Item, lea: Staff) -> None:
    assert labels(hub, asked) == ["Pièce d’identité", "La page 3 du bail"]
    with hub.store.reading() as connection:
        first = read_case(connection, hub.ring, asked["reference"]).asked[0].paper.id
    settle(hub, lea, asked["reference"], first, "accepted")
    assert labels(hub, asked) == ["La page 3 du bail"]
    decide(hub, lea, asked["reference"], "in_progress", "", 1)
    assert labels(hub, asked) == []


def test_an_unknown_case_and_another_code_open_nothing(hub: Hub, asked: Item) -> None:
    for case_id in ("0" * 32, asked["stream"]):
        made = ticket.issue(hub, case_id, "f" * 64, ())
        with hub.store.reading() as connection, pytest.raises(Refused, match="page-too-old"):
            admission.open_case(hub, connection, made)
