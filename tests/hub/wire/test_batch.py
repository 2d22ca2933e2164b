"""A batch is read within its limits, or refused whole with the status that says why."""

import json
from typing import Any

import pytest
import zstandard
from flask import Request
from werkzeug.exceptions import BadRequest, HTTPException, RequestEntityTooLarge, UnsupportedMediaType
from werkzeug.test import EnvironBuilder

from hub.wire.batch import MOST_BYTES, read_batch, read_question
from kiosk.domain.events.wire.values import MOST_EVENTS
from kiosk.domain.events.wire.writing import encode
from kiosk.domain.proofs.enrolment import make_question
from tests.hub.samples import heartbeat

SOUND: dict[str, Any] = {"version": 2, "site": "SA", "heartbeat": heartbeat(1041, 2), "events": []}


def request(data: bytes, encoding: str = "", kind: str = "application/json") -> Request:
    headers = {"Content-Encoding": encoding} if encoding else {}
    return Request(EnvironBuilder(method="POST", data=data, content_type=kind, headers=headers).get_environ())


def packed(data: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(data)


def test_a_batch_is_the_same_clear_and_packed() -> None:
    clear = json.dumps(SOUND).encode()
    assert read_batch(request(clear)) == read_batch(request(packed(clear), "zstd"))
    assert read_batch(request(clear)).heartbeat.unsent == 2


@pytest.mark.parametrize(
    ("refused", "why"),
    [
        (request(b"{"), BadRequest),
        (request(json.dumps(SOUND | {"version": 1}).encode()), BadRequest),
        (request(json.dumps({k: v for k, v in SOUND.items() if k != "version"}).encode()), BadRequest),
        (request(json.dumps(SOUND | {"events": [{"id": "x" * 32}] * (MOST_EVENTS + 1)}).encode()), BadRequest),
        (request(b"[" * 100_000), BadRequest),
        (request(b"not zstd", "zstd"), BadRequest),
        (request(b"{}", "br"), UnsupportedMediaType),
        (request(b"{}", kind="text/plain"), UnsupportedMediaType),
        (request(packed(b" " * (MOST_BYTES * 50)), "zstd"), RequestEntityTooLarge),
    ],
)
def test_what_is_no_batch_is_refused_whole(refused: Request, why: type[HTTPException]) -> None:
    with pytest.raises(why):
        read_batch(refused)


def test_a_box_that_enrols_is_read_or_refused_whole() -> None:
    question = make_question("7KQ2-MPXW-W4T8-3HJN", "f" * 64, "0" * 32)
    asked = json.loads(encode(question))
    assert read_question(request(json.dumps({**asked, "more": 1}).encode())) == question
    for name in asked:
        with pytest.raises(BadRequest):
            read_question(request(json.dumps({**asked, name: 7}).encode()))
    with pytest.raises(BadRequest):
        read_question(request(b"[]"))
