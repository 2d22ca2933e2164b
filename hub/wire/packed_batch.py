"""Reads a batch of version 3 from an HTTP request: limits its size before and after decompression, checks its shape."""

from flask import Request
from msgspec import Struct
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from hub.wire.batch import clear_bytes
from kiosk.domain.events.wire import packing
from kiosk.domain.events.wire.batch import Heartbeat
from kiosk.domain.events.wire.packed import PackedBatch
from kiosk.domain.events.wire.reading import Misfit


class Arrived(Struct, frozen=True):
    """A batch of a site: the code it claims, its heartbeat and question, its events as they travelled, its signature
    (empty where each event has its own).
    """

    site: str
    heartbeat: Heartbeat
    asked: str
    events: tuple[bytes, ...]
    signature: bytes


def read_packed(request: Request) -> Arrived:
    """The batch in a request. Raises werkzeug's 400, 413 or 415; 400 also where it asks nothing."""
    if request.mimetype != packing.MEDIA_TYPE:
        raise UnsupportedMediaType
    try:
        batch = packing.unpack(PackedBatch, clear_bytes(request))
    except Misfit:
        raise BadRequest from None
    if not batch.heartbeat.asked:
        raise BadRequest
    events = tuple(map(bytes, batch.events))
    return Arrived(batch.site, batch.heartbeat, batch.heartbeat.asked, events, batch.signature or b"")
