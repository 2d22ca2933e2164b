"""What was read is written again the same, to the byte."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from msgspec import UNSET, Struct

from kiosk.domain.events.event import EventType, UpdateKind
from kiosk.domain.events.wire import statements
from kiosk.domain.events.wire.bodies import BODIES
from kiosk.domain.events.wire.reading import Maybe, Misfit, decode, encode, encode_canonical
from kiosk.domain.events.wire.statements import UPDATES, Statement
from tests.domain.wire_bytes import bodies, messages

MADE = bodies()


def type_of(name: str) -> EventType:
    return EventType(name.split("-")[0])


def test_each_type_of_event_has_its_body() -> None:
    assert BODIES.keys() == set(EventType) == {type_of(name) for name in MADE}


def test_a_body_that_was_read_is_written_to_the_byte() -> None:
    for name in MADE:
        assert encode_canonical(decode(BODIES[type_of(name)], MADE[name])) == MADE[name]


def test_no_body_is_read_without_what_every_body_has() -> None:
    for name in MADE:
        said = json.loads(MADE[name])
        for missing in ("version", "type", "id", "stream", "sequence", "site", "reference", "legal_date"):
            with pytest.raises(Misfit, match=missing):
                decode(BODIES[type_of(name)], json.dumps({**said, missing: None}).encode())


MESSAGES = messages()
SIGNED: dict[str, type[Statement]] = {
    "header": statements.EventStatement, "header-replaces": statements.EventStatement,
    "alias": statements.AliasStatement,
    "acknowledgement": statements.EventAcknowledgement, "file": statements.FileAcknowledgement,
    "keys": statements.KeyListStatement, "release": statements.ReleaseNote,
    "refusal": statements.RefusalOf, "standing": statements.HubStanding,
}  # fmt: skip


def bytes_of(name: str) -> bytes:
    """The statement, also of a message that carries one."""
    said = json.loads(MESSAGES[name])
    return said["statement"].encode() if "statement" in said else MESSAGES[name]


def test_a_statement_that_was_read_is_written_to_the_byte() -> None:
    for name in SIGNED:
        assert decode(SIGNED[name], bytes_of(name)).statement() == bytes_of(name)


def test_a_statement_of_another_version_is_none() -> None:
    for name in SIGNED:
        said = json.loads(bytes_of(name))
        for other in (said | {"version": 3}, {key: value for key, value in said.items() if key != "version"}):
            with pytest.raises(Misfit, match="version"):
                decode(SIGNED[name], json.dumps(other).encode())


def test_each_kind_of_update_has_its_statement() -> None:
    assert UPDATES.keys() == set(UpdateKind)
    update = decode(UPDATES[UpdateKind.STATE], bytes_of("update"))
    assert encode_canonical(update) == bytes_of("update")


class Note(Struct, kw_only=True):
    on: date
    at: datetime
    by: Maybe[str] = UNSET
    data: bytes = b"\xff"
    any: Any = None


def test_days_moments_and_bytes_have_one_spelling_and_what_is_unset_is_left_out() -> None:
    note = Note(on=date(2026, 11, 24), at=datetime(2026, 11, 24, 13, 5, tzinfo=UTC), any="é")
    said = '"at":"2026-11-24T13:05:00.000000+00:00","data":"/w==","on":"2026-11-24"}'
    assert encode_canonical(note).decode() == '{"any":"é",' + said
    assert encode(note).decode().startswith('{"on": "2026-11-24", "at": "2026-11-24T13:05:00.000000+00:00", "data"')


def test_a_message_made_by_hand_is_written_as_one_of_a_type() -> None:
    assert encode_canonical({"b": date(2026, 11, 24), "a": [1, None]}) == b'{"a":[1,null],"b":"2026-11-24"}'


def test_what_json_cannot_say_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        encode_canonical({"a": float("nan")})
    with pytest.raises(TypeError):
        encode_canonical({"a": object()})
