"""Reads what a box asks from an HTTP request: limits its size, opens what is sealed, checks its shape."""

from typing import Any, TypeVar

import msgspec
from flask import Request
from msgspec import Struct
from werkzeug.exceptions import BadRequest, UnprocessableEntity, UnsupportedMediaType

from hub.hub import Hub
from hub.sites.sites import Site
from kiosk.domain.events.sealed import MEDIA_TYPE, open_message
from kiosk.domain.events.wire.batch import ArrivedBatch, Heartbeat, Question
from kiosk.domain.events.wire.reading import Misfit, convert, decode
from kiosk.errors import Unreadable

MOST_BYTES = 4_000_000
"""Largest batch, unpacked."""
S = TypeVar("S", bound=Struct)


class Batch(Struct, frozen=True):
    """A batch of a site: the code it claims, its heartbeat, and events that are still to be checked one by one."""

    site: str
    heartbeat: Heartbeat
    events: list[dict[str, Any]]


def decode_batch(content: bytes) -> Batch:
    """The batch in these bytes of JSON, whichever way they came. Raises `Misfit`."""
    try:
        said = msgspec.json.decode(content)
    except (ValueError, RecursionError):
        raise Misfit("") from None
    batch = convert(ArrivedBatch, said)
    return Batch(batch.site, batch.heartbeat, said["events"])


def read_batch(hub: Hub, request: Request, site: Site) -> Batch:
    """The batch in a request. Raises as `read_message`."""
    try:
        return decode_batch(_opened(hub, request, site, MOST_BYTES))
    except Misfit:
        raise BadRequest from None


def read_message(hub: Hub, request: Request, site: Site, of: type[S], most: int = MOST_BYTES) -> S:
    """What a site asks, signed with its key of today. Raises werkzeug's 400, 413, 415 or 422."""
    return _fitting(of, _opened(hub, request, site, most))


def read_question(request: Request) -> Question:
    """The question of a box that enrols, in clear. Raises werkzeug's 400, 413 or 415."""
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    return _fitting(Question, request.get_data())


def _opened(hub: Hub, request: Request, site: Site, most: int) -> bytes:
    if request.mimetype != MEDIA_TYPE:
        raise UnsupportedMediaType
    request.max_content_length = most
    try:
        opened = open_message(request.get_data(), hub.seed, most)
    except Unreadable:
        raise BadRequest from None
    if not opened.signer([site.verify_key]):
        raise UnprocessableEntity
    return opened.content


def _fitting(of: type[S], content: bytes) -> S:
    try:
        return decode(of, content)
    except Misfit:
        raise BadRequest from None
