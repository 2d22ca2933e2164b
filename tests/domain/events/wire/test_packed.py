"""The messages of version 3: lists that may grow at their end."""

from datetime import UTC, datetime

import msgspec
import pytest

from kiosk.domain.events.wire.batch import Heartbeat
from kiosk.domain.events.wire.packed import (
    PACKED_VERSION,
    TAKES,
    Busy,
    Known,
    PackedAnswers,
    PackedBatch,
    Taken,
)
from kiosk.domain.events.wire.packing import pack, unpack
from kiosk.domain.events.wire.reading import Misfit

AT = datetime(2026, 11, 24, 13, 5, 0, 120, tzinfo=UTC)


def test_what_a_newer_box_or_hub_adds_at_the_end_is_let_be() -> None:
    answers = PackedAnswers(PACKED_VERSION, "{}", (Taken(AT), Known(AT, "{}"), Busy(9)), bytes(64))
    longer = msgspec.msgpack.encode([*msgspec.msgpack.decode(pack(answers), ext_hook=None), "more"])
    assert unpack(PackedAnswers, longer) == answers


def test_a_moment_keeps_its_microseconds() -> None:
    answers = PackedAnswers(PACKED_VERSION, "{}", (Taken(AT),), bytes(64))
    assert unpack(PackedAnswers, pack(answers)).answers[0] == Taken(AT)


def test_another_version_is_not_read_as_this_one() -> None:
    batch = pack(PackedBatch(PACKED_VERSION, "SA", Heartbeat(unsent=0, last_counter=0), ()))
    assert PACKED_VERSION in TAKES
    with pytest.raises(Misfit):
        unpack(PackedBatch, batch.replace(b"\x95\x03", b"\x95\x04", 1))


def test_a_hub_does_not_ask_for_more_than_a_day() -> None:
    assert unpack(PackedAnswers, pack(PackedAnswers(PACKED_VERSION, "{}", (Busy(86_400),), bytes(64)))).answers
    with pytest.raises(Misfit):
        unpack(PackedAnswers, pack(PackedAnswers(PACKED_VERSION, "{}", (Busy(86_401),), bytes(64))))
