"""Version 3 of the wire is what it was: `wire3_bytes.json` holds each message in hexadecimal."""

import json
from pathlib import Path

import pytest

from kiosk.crypto import packing
from tests.domain.wire3_bytes import messages, packed_bodies
from tests.domain.wire_bytes import bodies

KEPT: dict[str, dict[str, str]] = json.loads(Path(__file__).with_name("wire3_bytes.json").read_text("utf-8"))
"""Each message, and each body packed with dictionary 1, by its name. A line is never changed."""


@pytest.mark.parametrize("name", KEPT["messages"])
def test_every_message_is_the_same_to_the_byte(name: str) -> None:
    assert messages()[name].hex() == KEPT["messages"][name]


def test_no_message_is_left_out() -> None:
    assert KEPT["messages"].keys() == messages().keys()


@pytest.mark.parametrize("name", KEPT["packed"])
def test_what_was_packed_once_is_unpacked_for_ever(name: str) -> None:
    """zstd may pack otherwise in another version; it unpacks the same."""
    assert packing.unpack(bytes.fromhex(KEPT["packed"][name]), 100_000) == bodies()[name]
    assert packing.unpack(packed_bodies()[name], 100_000) == bodies()[name]
