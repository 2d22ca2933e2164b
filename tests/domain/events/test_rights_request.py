"""What a person asks about their data, as the hub reads it."""

import json
from datetime import UTC, date, datetime

import pytest

from kiosk.domain.events import event
from kiosk.domain.events.event import Event
from kiosk.domain.events.rights_request import KINDS, make_event
from kiosk.domain.places.site import Site

AT = datetime(2026, 11, 24, 13, 5, tzinfo=UTC)


def request(kind: str, **more: str) -> Event:
    return make_event(
        kind, event_id="e" * 32, stream="c" * 32, sequence=3, reference="SA1001G", site=Site("SA", "Saint-Aubin"),
        day=date(2026, 11, 24), at=AT, helper="Nadia Roux", **more,
    )  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_it_says_who_asks_what_of_which_case_and_holds_no_answer(kind: str) -> None:
    asked = request(kind)
    assert (asked.type, asked.sequence, asked.reference, asked.recorded_at) == (kind, 3, "SA1001G", AT)
    assert json.loads(asked.body) == {
        "version": 1, "type": kind, "id": "e" * 32, "stream": "c" * 32, "sequence": 3, "reference": "SA1001G",
        "replaces": None, "site": {"code": "SA", "name": "Saint-Aubin"}, "legal_date": "2026-11-24",
        "recorded_at": "2026-11-24T13:05:00.000000+00:00", "helper": "Nadia Roux", "message": "",
    }  # fmt: skip
    assert asked.body == event.canonical(json.loads(asked.body))
    assert kind in list(event.EventType)


def test_it_can_take_the_place_of_one_that_was_given_up() -> None:
    asked = request("erasure", message=" Merci. ", replaces="a" * 32)
    assert (asked.replaces, json.loads(asked.body)["replaces"], json.loads(asked.body)["message"]) == (
        "a" * 32, "a" * 32, "Merci.",
    )  # fmt: skip


def test_nothing_else_is_a_request() -> None:
    with pytest.raises(ValueError, match="supplement"):
        request("supplement")
