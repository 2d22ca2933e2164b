"""An acknowledgement is believed where the box's hub signed exactly these bytes for exactly this event or file."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.crypto import keys
from kiosk.domain.events.wire.statements import EventAcknowledgement, FileAcknowledgement
from kiosk.domain.proofs import signed_statement
from kiosk.domain.proofs.signed_statement import SignedStatement
from kiosk.errors import Unreachable

HUB_SEED = bytes(range(32))
HUB = "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"
AT = datetime(2026, 11, 24, 13, 6, 0, 123456, UTC)
BODY_SHA256 = "7002714886fb8e743b9a6ee2dd3e3a06d4307324b4a3cfdae28665eae4fa7c5c"
FILE_SHA256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
OF_EVENT = EventAcknowledgement("a" * 32, BODY_SHA256, "SA", "SA1042X", 1, "submitted", AT, 2)
OF_FILE = FileAcknowledgement("c" * 32, "a" * 32, FILE_SHA256, 3, "SA", AT, 2)
# Captured from a hub of version 0.1.0, before this module existed: stored acknowledgements must stay verifiable.
EVENT_ON_THE_WIRE = {
    "statement": (
        '{"event":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","received_at":"2026-11-24T13:06:00.123456+00:00",'
        '"reference":"SA1042X","sequence":1,'
        '"sha256":"7002714886fb8e743b9a6ee2dd3e3a06d4307324b4a3cfdae28665eae4fa7c5c",'
        '"site":"SA","type":"submitted","version":2}'
    ),
    "signature": (
        "756a8aed95d50193e57c845a972053cef2dbf51db70ad9177c7c6a09780c9ace"
        "50709a6f774b8860ab631f5c694a478265a4cb4dd69653b7a9b6721639ff7e03"
    ),
}
FILE_ON_THE_WIRE = {
    "statement": (
        '{"attachment":"cccccccccccccccccccccccccccccccc","event":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",'
        '"received_at":"2026-11-24T13:06:00.123456+00:00",'
        '"sha256":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",'
        '"site":"SA","size":3,"version":2}'
    ),
    "signature": (
        "53849f6a58c6157e76b027206c409fc86447bb332f0b24a220ee5d5cf0064683"
        "5fad053c623adf2c46eef452c0706f80b0fc8bc5f47ea82f5ef15d5ae0f7ff06"
    ),
}
WIRE_BYTES = json.dumps(EVENT_ON_THE_WIRE).encode()


def read_event(entry: object, verify_key: str = HUB, **changes: str) -> SignedStatement:
    expected = {"event": "a" * 32, "sha256": BODY_SHA256, "site": "SA", **changes}
    return signed_statement.read_of_event(entry, verify_key, **expected)


def read_file(entry: object, **changes: str) -> SignedStatement:
    expected = {"attachment": "c" * 32, "event": "a" * 32, "sha256": FILE_SHA256, "site": "SA", **changes}
    return signed_statement.read_of_file(entry, HUB, **expected)


def test_the_bytes_on_the_wire_are_those_of_the_first_version() -> None:
    assert keys.verify_key(HUB_SEED) == HUB
    assert signed_statement.sign_message(OF_EVENT, HUB_SEED).to_wire() == EVENT_ON_THE_WIRE
    assert signed_statement.sign_message(OF_FILE, HUB_SEED).to_wire() == FILE_ON_THE_WIRE
    entry = {"id": "a" * 32, "outcome": "acknowledged", **EVENT_ON_THE_WIRE}
    assert read_event(entry) == signed_statement.sign_message(OF_EVENT, HUB_SEED)
    assert read_file({"version": 2, **FILE_ON_THE_WIRE}) == signed_statement.sign_message(OF_FILE, HUB_SEED)


TEXTS = st.text(st.characters(codec="utf-8"), max_size=40)
EVENTS = st.builds(
    EventAcknowledgement,
    TEXTS,
    TEXTS,
    TEXTS,
    TEXTS,
    st.integers(1, 10**6),
    TEXTS,
    st.datetimes(timezones=st.just(UTC)),
    st.just(2),
)


@given(EVENTS)
def test_what_one_hub_signs_every_box_of_it_believes(acknowledged: EventAcknowledgement) -> None:
    wire = json.loads(json.dumps(signed_statement.sign_message(acknowledged, HUB_SEED).to_wire()))
    names = {"event": acknowledged.event, "sha256": acknowledged.sha256, "site": acknowledged.site}
    signed = signed_statement.read_of_event(wire, HUB, **names)
    assert signed.statement == acknowledged.statement()
    assert signed_statement.received_at(signed.statement) == acknowledged.received_at


@given(st.integers(0, len(EVENT_ON_THE_WIRE["statement"]) - 1), st.integers(1, 255))
def test_any_changed_byte_of_the_statement_is_refused(place: int, flip: int) -> None:
    changed = bytearray(EVENT_ON_THE_WIRE["statement"].encode())
    changed[place] ^= flip
    with pytest.raises(Unreachable):
        read_event({**EVENT_ON_THE_WIRE, "statement": changed.decode("utf-8", "surrogateescape")})


@given(st.integers(0, 63), st.integers(1, 255))
def test_any_changed_byte_of_the_signature_is_refused(place: int, flip: int) -> None:
    changed = bytearray.fromhex(EVENT_ON_THE_WIRE["signature"])
    changed[place] ^= flip
    with pytest.raises(Unreachable, match="bad-signature"):
        read_event({**EVENT_ON_THE_WIRE, "signature": changed.hex()})


@given(st.integers(0, len(WIRE_BYTES) - 1), st.integers(1, 127))
def test_no_byte_damaged_on_the_way_gives_another_acknowledgement(place: int, flip: int) -> None:
    """JSON has several spellings of one value: whatever is still believed is the same acknowledgement."""
    damaged = bytearray(WIRE_BYTES)
    damaged[place] ^= flip
    try:
        signed = read_event(json.loads(damaged))
    except (ValueError, Unreachable):
        return
    assert signed == signed_statement.sign_message(OF_EVENT, HUB_SEED)


CHANGES: dict[str, Any] = {
    "event": "b" * 32, "sha256": "0" * 64, "site": "BZ", "reference": "SA1043Y", "sequence": 2, "type": "supplement",
    "received_at": AT.replace(year=2027),
}  # fmt: skip


def test_any_changed_field_is_refused() -> None:
    for field in CHANGES:
        changed = replace(OF_EVENT, **{field: CHANGES[field]})
        assert len(CHANGES) == len(OF_EVENT.__struct_fields__) - len(("version",)), "every field is tried"
        with pytest.raises(Unreachable, match="bad-signature"):
            read_event({**EVENT_ON_THE_WIRE, "statement": changed.statement().decode()})


def test_the_acknowledgement_of_another_event_content_file_or_site_is_refused() -> None:
    """Signed by the right hub, and not for what this box sent."""
    for field in ["event", "sha256", "site"]:
        other = signed_statement.sign_message(replace(OF_EVENT, **{field: CHANGES[field]}), HUB_SEED).to_wire()
        with pytest.raises(Unreachable, match="bad-answer"):
            read_event(other)
        with pytest.raises(Unreachable, match="bad-answer"):
            read_event(EVENT_ON_THE_WIRE, **{field: CHANGES[field]})
    for field in ["attachment", "event", "sha256", "site"]:
        with pytest.raises(Unreachable, match="bad-answer"):
            read_file(FILE_ON_THE_WIRE, **{field: "d" * 32})
    with pytest.raises(Unreachable, match="bad-answer"):
        read_event(FILE_ON_THE_WIRE)
    with pytest.raises(Unreachable, match="bad-answer"):
        read_file(EVENT_ON_THE_WIRE)
    with pytest.raises(Unreachable, match="bad-signature"):
        read_event(signed_statement.sign_message(OF_EVENT, bytes(32)).to_wire())
    with pytest.raises(Unreachable, match="bad-signature"):
        read_event(EVENT_ON_THE_WIRE, verify_key=keys.verify_key(bytes(32)))


def test_an_acknowledgement_says_when_the_hub_had_it_or_nothing() -> None:
    for statement, moment in [
        (b'{"received_at": "2026-11-24T13:06:00.123456+00:00"}', AT),
        (b'{"received_at": "2026-11-24T13:06:00"}', None),
        (b'{"received_at": 7}', None),
        (b'{"received_at": "soon"}', None),
        (b"{}", None),
        (b"[]", None),
        (b"", None),
        (b"\xff", None),
    ]:
        assert signed_statement.received_at(statement) == moment
