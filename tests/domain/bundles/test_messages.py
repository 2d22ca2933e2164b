"""The messages of a bundle: what this version does not know is said to come from a newer one."""

from datetime import UTC, datetime

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
from kiosk.domain.events.wire.batch import Heartbeat
from kiosk.domain.events.wire.writing import encode
from kiosk.errors import Refused

START = BundleStart(
    version=BUNDLE_VERSION,
    bundle="0" * 32,
    site="SA",
    hub="0" * 64,
    made_at=datetime(2026, 11, 27, tzinfo=UTC),
    answer_key="0" * 64,
    epoch="0" * 32,
    cursor=12,
    heartbeat=Heartbeat(unsent=3, last_counter=7),
)


def test_each_message_is_read_as_it_was_written() -> None:
    end = End(signature="0" * 128)
    for message in (START, BundledEvent(event={"id": "1" * 32, "sealed": "AAAA"}), end):
        assert read_bundle(encode(message)) == message
    for answer in (EventAnswer(answer={"id": "1" * 32, "outcome": "later"}), end):
        assert read_answer(encode(answer)) == answer


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff", b"{}", b"[]", b'{"kind": "start"}', b'{"kind": "tomorrow"}', b'{"kind": "end", "signature": "x"}'],
)
def test_what_is_no_message_is_refused_in_words(data: bytes) -> None:
    for read in (read_bundle, read_answer):
        with pytest.raises(Refused, match="newer-bundle"):
            read(data)


def test_a_list_deeper_than_any_message_is_refused_without_falling() -> None:
    with pytest.raises(Refused):
        read_bundle(b'{"kind": "event", "event": {"id": ' + b"[" * 100_000)


def test_another_version_is_refused() -> None:
    with pytest.raises(Refused, match="newer-bundle"):
        read_bundle(encode(START).replace(b'"version": 1', b'"version": 2'))
