"""An empty store, and the smallest records to put into it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.domain.answers.case import Answer, Case
from kiosk.domain.events.event import Event, encode_canonical_body
from kiosk.domain.events.sealed import SealedEvent, sealing_key_id
from kiosk.store.cases import Submission
from kiosk.store.database import Store

KEY = bytes(range(32))
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
CASE, OTHER_CASE = "c" * 32, "d" * 32
CASE_KEY = bytes(range(100, 132))
"""The data key of every subject in these tests."""
HUB_KEY = sealing_key_id(bytes(32))
SERVICES = ("etat-civil",)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "parvis.db", KEY)
    yield opened
    opened.close()


def later(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def a_case(id: str = CASE, **more: object) -> Case:
    given = {"answers": {"name": Answer({"": ("Benali",)}, "BENALI")}, "opened_at": NOON, "changed_at": NOON, **more}
    return Case(id, "birth-certificate", 1, "etat-civil", **given)  # type: ignore[arg-type]


def a_submission(case_id: str = CASE, counter: int = 1001, kind: str = "deposited") -> Submission:
    return Submission(case_id, f"SA{counter}K", counter, kind, "2026-11-24", True, NOON, 30, "ABCDEFGHJK")


def an_event(
    id: str, stream: str = CASE, sequence: int = 1, replaces: str = "", reference: str = "SA1001K",
    type_: str = "submitted", at: datetime = NOON,
) -> Event:  # fmt: skip
    """An event whose id is one letter, repeated."""
    body = encode_canonical_body({"id": id * 32, "sequence": sequence})
    return Event(id * 32, stream, sequence, type_, reference, body, at, replaces * 32)


def sealed_to(event: Event, key: str = HUB_KEY) -> SealedEvent:
    """The event as it would be sent; its sealed content is not valid."""
    return SealedEvent(
        event.id, event.stream, event.sequence, event.type, event.reference, event.replaces, event.sha256, key,
        b"sealed", b"signature",
    )  # fmt: skip
