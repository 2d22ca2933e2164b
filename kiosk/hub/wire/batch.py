"""Reads a batch of events from an HTTP request: limits its size before and after decompression, checks its shape."""

import json
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

import zstandard
from flask import Request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType

from kiosk.domain.events.sealed import VERSION
from kiosk.hub.wire.read_event import COUNTER_CAP, HASH, ID, moment
from kiosk.hub.wire.shape import Maybe, fault, text, text_up_to, whole

MOST_BYTES = 4_000_000
"""Largest batch, decompressed."""
MOST_EVENTS = 100
_WINDOW_BYTES = 8 * 1024 * 1024
"""What one decompressor may hold in memory (RFC 8878 §3.1.1.1.2 recommends to support 8 MB)."""
_SIGNED = {"statement": text, "signature": text}
_BATCH = {
    "version": whole(VERSION, VERSION),
    "site": text,
    "heartbeat": {
        "unsent": whole(0, 1_000_000_000),
        "oldest_unsent_at": Maybe(moment),
        "last_counter": whole(0, COUNTER_CAP),
        "journal": Maybe({"count": whole(0, COUNTER_CAP), "head": HASH}),
        "at": Maybe(moment),
        "asked": Maybe(ID),
        "seen": Maybe({"standing": Maybe(_SIGNED), "acknowledgement": Maybe(_SIGNED)}),
    },
    "events": [{"id": ID}],
}
_QUESTION = {
    "version": whole(VERSION, VERSION), "locator": ID, "site_key": HASH, "nonce": ID, "proof": HASH,
    "site": Maybe(text_up_to(8)),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch of a site: the code it claims, its heartbeat, and events that are still to be checked one by one."""

    site: str
    heartbeat: dict[str, Any]
    events: list[dict[str, Any]]


def read_batch(request: Request) -> Batch:
    """The batch in a request. Raises werkzeug's 400, 413 or 415."""
    batch = _json(request)
    if fault(_BATCH, batch) or len(batch["events"]) > MOST_EVENTS:
        raise BadRequest
    return Batch(batch["site"], batch["heartbeat"], batch["events"])


def read_question(request: Request) -> dict[str, Any]:
    """The question of a box that enrols, its shape checked. Raises werkzeug's 400, 413 or 415."""
    question = _json(request)
    if fault(_QUESTION, question):
        raise BadRequest
    return {name: question[name] for name in _QUESTION if name in question}


def _json(request: Request) -> Any:
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    try:
        return json.loads(_clear(request).decode())
    except (ValueError, RecursionError):
        raise BadRequest from None


def _clear(request: Request) -> bytes:
    stream = cast(BinaryIO, request.stream)
    match request.content_encoding or "identity":
        case "identity":
            data = _read(stream)
        case "zstd":
            reader = zstandard.ZstdDecompressor(max_window_size=_WINDOW_BYTES).stream_reader(stream)
            try:
                data = _read(cast(BinaryIO, reader))
            except zstandard.ZstdError:
                raise BadRequest from None
        case _:
            raise UnsupportedMediaType
    if len(data) > MOST_BYTES:
        raise RequestEntityTooLarge
    return data


def _read(stream: BinaryIO) -> bytes:
    """All of a stream, or one byte more than is allowed."""
    parts: list[bytes] = []
    left = MOST_BYTES + 1
    while left and (part := stream.read(min(left, 65_536))):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)
