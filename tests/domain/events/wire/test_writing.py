"""A message is written the same way whoever writes it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from msgspec import UNSET, Struct

from kiosk.domain.events.wire.values import Maybe
from kiosk.domain.events.wire.writing import canonical, encode


class Note(Struct, kw_only=True):
    on: date
    at: datetime
    by: Maybe[str] = UNSET
    data: bytes = b"\xff"
    any: Any = None


def test_days_moments_and_bytes_have_one_spelling_and_what_is_unset_is_left_out() -> None:
    note = Note(on=date(2026, 11, 24), at=datetime(2026, 11, 24, 13, 5, tzinfo=UTC), any="é")
    said = '"at":"2026-11-24T13:05:00.000000+00:00","data":"/w==","on":"2026-11-24"}'
    assert canonical(note).decode() == '{"any":"é",' + said
    assert encode(note).decode().startswith('{"on": "2026-11-24", "at": "2026-11-24T13:05:00.000000+00:00", "data"')


def test_a_message_made_by_hand_is_written_as_one_of_a_type() -> None:
    assert canonical({"b": date(2026, 11, 24), "a": [1, None]}) == b'{"a":[1,null],"b":"2026-11-24"}'


def test_what_json_cannot_say_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical({"a": float("nan")})
    with pytest.raises(TypeError):
        canonical({"a": object()})
