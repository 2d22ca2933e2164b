"""The messages of a bundle: what this version does not know is said to come from a newer one."""

from datetime import UTC, datetime

import msgspec
import pytest

from kiosk.domain.bundles.messages import (
    BUNDLE_VERSION,
    BundledEvent,
    BundleStart,
    End,
    EventAnswer,
    read_answer,
    read_bundle,
)
from kiosk.domain.events.wire import packing
from kiosk.domain.events.wire.batch import Heartbeat
from kiosk.errors import Refused

START = BundleStart(
    BUNDLE_VERSION,
    bytes(16),
    "SA",
    bytes(32),
    datetime(2026, 11, 27, tzinfo=UTC),
    bytes(32),
    "0" * 32,
    12,
    Heartbeat(unsent=3, last_counter=7),
)


def test_each_message_is_read_as_it_was_written() -> None:
    event = BundledEvent(packing.as_is(packing.pack(End(bytes(64)))))
    assert read_bundle(packing.pack(START)) == START
    said = read_bundle(packing.pack(event))
    assert isinstance(said, BundledEvent) and bytes(said.event) == bytes(event.event)
    for answer in (EventAnswer(bytes(16), "later", code="busy"), End(bytes(64))):
        assert read_answer(packing.pack(answer)) == answer


@pytest.mark.parametrize("data", [b"", b"\xc1", b"\x91\x07", b"\x92\x09\xc4\x01x", b"\xdd\xff\xff\xff\xff" + bytes(99)])
def test_what_is_no_message_is_refused_in_words(data: bytes) -> None:
    for read in (read_bundle, read_answer):
        with pytest.raises(Refused, match="newer-bundle"):
            read(data)


def test_a_list_deeper_than_any_message_is_refused_without_falling() -> None:
    with pytest.raises(Refused):
        read_bundle(b"\x91" * 100_000)


def test_another_version_is_refused() -> None:
    fields = msgspec.msgpack.decode(packing.pack(START))
    fields[1] = 2
    with pytest.raises(Refused, match="newer-bundle"):
        read_bundle(msgspec.msgpack.encode(fields))
