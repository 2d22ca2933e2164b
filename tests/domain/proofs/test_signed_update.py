"""An update is believed where the box's hub signed it for this site and this cursor."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.crypto import keys
from kiosk.domain.proofs import signed_update
from kiosk.errors import Unreachable

SEED = bytes(range(32))
HUB = keys.verify_key(SEED)
UPDATE: dict[str, Any] = {
    "id": "d" * 32, "reference": "SA1042X", "kind": "state", "state": "accepted", "message": "Accepté.",
    "at": "2026-11-24T13:06:00.123456+00:00", "by": "État civil",
}  # fmt: skip
# Captured from a hub of version 0.1.0, before this module existed.
STATEMENT = (
    '{"at":"2026-11-24T13:06:00.123456+00:00","by":"État civil","cursor":1,'
    '"id":"dddddddddddddddddddddddddddddddd","kind":"state","message":"Accepté.","reference":"SA1042X",'
    '"site":"SA","state":"accepted","version":2}'
)
ON_THE_WIRE: dict[str, object] = {
    "cursor": 1,
    "statement": STATEMENT,
    "signature": (
        "fb9195fa524e3d727559a80c5c17ea79d6c9f9b607c184c7aeeca9be19d174ca"
        "e7e40a1723e3dd86ec26e6c0f1e6f5d2e4175b5db8976fb3e55469521d5d5c06"
    ),
}


def test_the_bytes_on_the_wire_are_those_of_the_first_version() -> None:
    assert signed_update.to_wire(UPDATE, "SA", 1, SEED) == ON_THE_WIRE


def test_an_update_is_read_back_with_its_cursor() -> None:
    assert signed_update.read(ON_THE_WIRE, HUB, "SA") == {**UPDATE, "cursor": 1}


@given(st.integers(0, len(STATEMENT.encode()) - 1), st.integers(1, 255))
def test_any_changed_byte_is_refused(place: int, flip: int) -> None:
    changed = bytearray(STATEMENT.encode())
    changed[place] ^= flip
    with pytest.raises(Unreachable):
        signed_update.read({**ON_THE_WIRE, "statement": changed.decode("utf-8", "surrogateescape")}, HUB, "SA")


def test_an_update_of_another_hub_site_or_cursor_is_refused() -> None:
    with pytest.raises(Unreachable, match="bad-signature"):
        signed_update.read(ON_THE_WIRE, keys.verify_key(bytes(32)), "SA")
    with pytest.raises(Unreachable, match="bad-answer"):
        signed_update.read(ON_THE_WIRE, HUB, "BZ")
    with pytest.raises(Unreachable, match="bad-answer"):
        signed_update.read({**ON_THE_WIRE, "cursor": 9}, HUB, "SA")


def test_an_update_that_lacks_a_field_is_refused_though_it_is_signed() -> None:
    for field in UPDATE:
        lacking = {name: value for name, value in UPDATE.items() if name != field}
        with pytest.raises(Unreachable, match="bad-answer"):
            signed_update.read(signed_update.to_wire(lacking, "SA", 1, SEED), HUB, "SA")


def test_what_is_no_update_is_no_answer() -> None:
    for entry in [None, [], "x", {}, {"cursor": 1}]:
        with pytest.raises(Unreachable, match="bad-answer"):
            signed_update.read(entry, HUB, "SA")


ADDED: dict[str, Any] = UPDATE | {
    "kind": "added",
    "state": "incomplete",
    "source": "telephone",
    "legal_date": "2026-11-30",
    "documents": [{"id": "identity", "label": "Pièce", "state": "joined", "files": 1, "answers": "a" * 32}],
}


def test_what_was_added_elsewhere_is_read_with_what_came() -> None:
    assert signed_update.read(signed_update.to_wire(ADDED, "SA", 1, SEED), HUB, "SA") == {**ADDED, "cursor": 1}
    newer = ADDED | {"source": "by-pigeon"}
    assert signed_update.read(signed_update.to_wire(newer, "SA", 1, SEED), HUB, "SA")["source"] == "by-pigeon"


def test_one_that_does_not_say_what_came_is_no_update() -> None:
    for wrong in [{"source": None}, {"legal_date": "hier"}, {"documents": None}, {"documents": [{"id": "identity"}]}]:
        with pytest.raises(Unreachable, match="bad-answer"):
            signed_update.read(signed_update.to_wire(ADDED | wrong, "SA", 1, SEED), HUB, "SA")
