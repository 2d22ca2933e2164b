"""A batch of version 3 is read whole or not at all; its events are left as they travelled."""

import pytest
from werkzeug.exceptions import BadRequest, UnsupportedMediaType
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from hub.wire.packed_batch import Arrived, read_packed
from kiosk.crypto import packing as zstd
from kiosk.domain.events.wire.batch import Heartbeat
from kiosk.domain.events.wire.packed import PACKED_VERSION, PackedBatch
from kiosk.domain.events.wire.packing import MEDIA_TYPE, as_is, pack

BEAT = Heartbeat(unsent=1, last_counter=9, asked="7" * 32)


def _request(body: bytes, media_type: str = MEDIA_TYPE, encoding: str = "zstd") -> Request:
    data = zstd.pack(body) if encoding == "zstd" else body
    headers = {"Content-Type": media_type, "Content-Encoding": encoding}
    return Request(EnvironBuilder(method="POST", data=data, headers=headers).get_environ())


def test_events_are_handed_on_to_the_byte() -> None:
    events = (pack(BEAT), b"\x90")
    batch = pack(PackedBatch(PACKED_VERSION, "SA", BEAT, tuple(map(as_is, events)), bytes(64)))
    assert read_packed(_request(batch)) == Arrived("SA", BEAT, "7" * 32, events, bytes(64))  # type: ignore[arg-type]


def test_another_encoding_is_not_guessed() -> None:
    batch = pack(PackedBatch(PACKED_VERSION, "SA", BEAT, ()))
    assert read_packed(_request(batch, encoding="identity")) == read_packed(_request(batch))  # type: ignore[arg-type]
    for wrong in (_request(batch, "application/json"), _request(batch, encoding="gzip")):
        with pytest.raises(UnsupportedMediaType):
            read_packed(wrong)  # type: ignore[arg-type]


def test_more_events_than_a_batch_holds_are_refused() -> None:
    batch = pack(PackedBatch(PACKED_VERSION, "SA", BEAT, (as_is(b"\x90"),) * 101))
    with pytest.raises(BadRequest):
        read_packed(_request(batch))  # type: ignore[arg-type]
