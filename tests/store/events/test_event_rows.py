"""Rows about events: their columns become attributes of exact types."""

import pytest

from kiosk.clock import stamp
from kiosk.domain.events.event import EventType
from kiosk.store.database import Store
from kiosk.store.events import acknowledgements, outbox
from kiosk.store.events.event_rows import PastEvent, RefusedEvent, WaitingEvent
from tests.store.conftest import CASE, CASE_KEY, NOON, an_event, later

ID = "a" * 32


def test_a_waiting_event_says_whether_the_hub_may_have_heard_it() -> None:
    row = {
        "id": ID, "stream": CASE, "sequence": 1, "type": "access", "reference": "SA1001K", "recorded_at": stamp(NOON),
        "sent": 1,
    }  # fmt: skip
    assert WaitingEvent.read(row) == WaitingEvent(ID, CASE, 1, EventType.ACCESS, "SA1001K", NOON, True)


@pytest.mark.parametrize(("column", "service"), [("etat-civil", "etat-civil"), (None, "")])
def test_a_refused_event_names_the_service_of_its_case_if_it_has_one(column: str | None, service: str) -> None:
    row = {
        "id": ID, "stream": CASE, "sequence": 2, "type": "supplement", "reference": "SA1001K", "kept": b"locked",
        "code": "bad-event", "detail": "body", "rejected_at": stamp(NOON), "service_id": column,
    }  # fmt: skip
    read = RefusedEvent.read(row)
    assert (read.type, read.rejected_at, read.service_id) == (EventType.SUPPLEMENT, NOON, service)
    assert "locked" not in repr(read)


def test_a_past_event_has_a_moment_for_what_became_of_it_and_none_for_what_did_not(store: Store) -> None:
    with store.write() as db:
        outbox.add(db, an_event("a"), CASE_KEY)
        outbox.add(db, an_event("b", replaces="a", at=later(1)), CASE_KEY)
        acknowledgements.reject(db, ID, later(2), "bad-event", "")
        acknowledgements.acknowledge(db, "b" * 32, later(3), b"", b"", "")
    first, second = outbox.history(store.read(), "SA1001K")
    assert isinstance(first, PastEvent) and (first.type, first.recorded_at) == (EventType.SUBMITTED, NOON)
    assert (first.rejected_at, first.code, first.replaced, first.replaces) == (later(2), "bad-event", True, "")
    assert (first.acknowledged_at, first.dismissed_at) == (None, None)
    assert (second.acknowledged_at, second.code, second.replaced, second.replaces) == (later(3), "", False, ID)
