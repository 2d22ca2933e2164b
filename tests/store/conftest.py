"""An empty store, and the smallest facts to put into it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.domain.case import Answer, Case
from kiosk.domain.event import Event, canonical
from kiosk.store.cases import Submission
from kiosk.store.database import Store

KEY = bytes(range(32))
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
CASE, OTHER_CASE = "c" * 32, "d" * 32


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "parvis.db", KEY)
    yield opened
    opened.close()


def later(minutes: float) -> datetime:
    """That many minutes after noon."""
    return NOON + timedelta(minutes=minutes)


def a_case(id: str = CASE, **more: object) -> Case:
    given = {"answers": {"name": Answer({"": ("Benali",)}, "BENALI")}, "opened_at": NOON, "changed_at": NOON, **more}
    return Case(id, "birth-certificate", 1, **given)  # type: ignore[arg-type]


def a_submission(case_id: str = CASE, counter: int = 1001, kind: str = "deposited") -> Submission:
    return Submission(case_id, f"SA{counter}K", counter, kind, "2026-11-24", True, NOON, "ABCDEFGHJK")


def an_event(
    id: str, stream: str = CASE, sequence: int = 1, replaces: str = "", reference: str = "SA1001K",
    type_: str = "submitted", at: datetime = NOON,
) -> Event:  # fmt: skip
    """An event whose id is one letter, repeated."""
    body = canonical({"id": id * 32, "sequence": sequence})
    return Event(id * 32, stream, sequence, type_, reference, body, at, replaces * 32)
