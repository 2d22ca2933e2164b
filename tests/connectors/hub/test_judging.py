"""Each entry of an answer is believed or not by itself."""

import pytest

from kiosk.connectors.hub.judging import judged
from kiosk.crypto import keys
from kiosk.domain.events.sealed import to_wire
from kiosk.domain.proofs import signed_refusal
from tests.connectors.hub.test_hub import EVENTS, SEED, signed

KEY = keys.verify_key(SEED)


def test_an_entry_is_believed_that_the_hub_signed_for_this_event() -> None:
    assert judged(EVENTS[0], signed(EVENTS[0]), KEY, "SA").outcome == "acknowledged"
    assert judged(EVENTS[0], signed(EVENTS[0]), KEY, "BZ").outcome == "unbelieved"
    assert judged(EVENTS[0], signed(EVENTS[1]), KEY, "SA").outcome == "unbelieved"


@pytest.mark.parametrize("entry", [{}, {"outcome": "maybe"}, {"id": "x", "outcome": "later", "code": 3}])
def test_an_entry_that_says_nothing_is_not_believed(entry: dict[str, object]) -> None:
    assert (judged(EVENTS[0], entry, KEY, "SA").outcome) == "unbelieved"


def test_a_refusal_without_a_signature_is_not_believed() -> None:
    item = to_wire(EVENTS[0])
    refused = {"id": item["id"], "outcome": "rejected", "code": "closed-case", "detail": "reference"}
    assert judged(EVENTS[0], refused, KEY, "SA").outcome == "unbelieved"
    told = signed_refusal.to_wire(item, "SA", "closed-case", "reference", SEED)
    assert judged(EVENTS[0], refused | told, KEY, "SA").outcome == "rejected"
