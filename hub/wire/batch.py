"""Reads a batch of events from an HTTP request: limits its size before and after decompression, checks its shape."""

from typing import Any, BinaryIO, TypeVar, cast

import msgspec
import zstandard
from flask import Request
from msgspec import Struct
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType

from kiosk.crypto.packing import WINDOW_BYTES
from kiosk.domain.events.told.whereabouts import AskedWhereabouts, SignedQuestion
from kiosk.domain.events.wire.batch import ArrivedBatch, Heartbeat, Question, SignedText
from kiosk.domain.events.wire.files import FileManifest
from kiosk.domain.events.wire.reading import Misfit, convert

MOST_BYTES = 4_000_000
"""Largest batch, decompressed."""
S = TypeVar("S", bound=Struct)


class Batch(Struct, frozen=True):
    """A batch of a site: the code it claims, its heartbeat, and events that are still to be checked one by one."""

    site: str
    heartbeat: Heartbeat
    events: list[dict[str, Any]]


def read_batch(request: Request) -> Batch:
    """The batch in a request. Raises werkzeug's 400, 413 or 415."""
    said = _json(request)
    batch = _fitting(ArrivedBatch, said)
    return Batch(batch.site, batch.heartbeat, said["events"])


def read_question(request: Request) -> Question:
    """The question of a box that enrols. Raises werkzeug's 400, 413 or 415."""
    return _fitting(Question, _json(request))


def read_manifest(request: Request) -> FileManifest:
    """What a file is made of. Raises werkzeug's 400, 413 or 415."""
    return _fitting(FileManifest, _json(request))


def read_asked_whereabouts(request: Request) -> AskedWhereabouts:
    """The question for somebody who holds a receipt. Raises werkzeug's 400, 413 or 415."""
    return _fitting(AskedWhereabouts, _json(request))


def read_signed(request: Request) -> SignedText:
    """What a site says that it has signed, not verified yet. Raises werkzeug's 400, 413 or 415."""
    return _fitting(SignedText, _json(request))


def read_signed_question(request: Request) -> SignedQuestion:
    """A question that a site signed, not verified yet. Raises werkzeug's 400, 413 or 415."""
    return _fitting(SignedQuestion, _json(request))


def _fitting(of: type[S], said: Any) -> S:
    try:
        fitting: S = convert(of, said)
    except Misfit:
        raise BadRequest from None
    return fitting


def _json(request: Request) -> Any:
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    try:
        return msgspec.json.decode(clear_bytes(request))
    except (ValueError, RecursionError):
        raise BadRequest from None


def clear_bytes(request: Request) -> bytes:
    """The body of a request, decompressed, of `MOST_BYTES` at most. Raises werkzeug's 400, 413 or 415."""
    stream = cast(BinaryIO, request.stream)
    match request.content_encoding or "identity":
        case "identity":
            data = _read(stream)
        case "zstd":
            reader = zstandard.ZstdDecompressor(max_window_size=WINDOW_BYTES).stream_reader(stream)
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
