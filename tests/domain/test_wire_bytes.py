"""Version 2 of the wire is what it was: `wire_bytes.json` holds each message as the boxes and hubs of 0.2 made it."""

import json
from pathlib import Path

from tests.domain.wire_bytes import bodies, messages

KEPT: dict[str, str] = json.loads(Path(__file__).with_name("wire_bytes.json").read_text("utf-8"))
"""Each message by its name. A line is never changed: another version of the wire is another file."""


def test_every_message_is_the_same_to_the_byte() -> None:
    for name in KEPT:
        assert (bodies() | messages())[name].decode() == KEPT[name]


def test_no_message_is_left_out() -> None:
    assert KEPT.keys() == bodies().keys() | messages().keys()
