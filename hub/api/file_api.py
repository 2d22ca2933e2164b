"""Where boxes send files, in chunks, and fetch the documents of decisions, in chunks (docs/wire.md)."""

import re
from collections.abc import Callable
from typing import IO

from flask import Blueprint, Response, jsonify, request
from msgspec import to_builtins
from werkzeug.exceptions import (
    BadRequest,
    HTTPException,
    LengthRequired,
    NotFound,
    ServiceUnavailable,
    Unauthorized,
    UnsupportedMediaType,
)

from hub.api.api import refusal
from hub.api.caller import calling_site
from hub.files import chunked_intake, given_file
from hub.hub import this_hub
from hub.wire.batch import read_message
from kiosk.clock import is_id
from kiosk.domain.answers.attachment import CHUNK_BYTES
from kiosk.domain.events.wire.batch import (
    MOST_MANIFEST_BYTES,
    AskedGiven,
    FileAnswer,
    FileManifest,
    GivenManifest,
    Signed,
)
from kiosk.domain.events.wire.reading import VERSION
from kiosk.domain.proofs import signed_statement
from kiosk.errors import Rejected
from kiosk.http import error_pages

file_api = Blueprint("file_api", __name__)
_BYTES = "application/octet-stream"
_CHUNK = re.compile(r"[0-9a-f]{64}")


@file_api.errorhandler(OSError)
def keep_nothing(error: OSError) -> Response:
    """The disk or the bucket of files takes and gives nothing: boxes send and ask again."""
    error_pages.log_failure(error, "the store of files does not answer")
    return refusal(ServiceUnavailable())


@file_api.put("/api/v2/files/<attachment_id>")
def receive_manifest(attachment_id: str) -> Response:
    """Note what a file of this site is made of, and answer with the chunks that are missing, or with the receipt."""
    site = calling_site()
    manifest = read_message(this_hub(), request, site, FileManifest, MOST_MANIFEST_BYTES)
    if not is_id(attachment_id):
        raise BadRequest
    try:
        return _answered(chunked_intake.take_manifest(this_hub(), site.code, attachment_id, manifest))
    except Rejected as reason:
        return _answered(FileAnswer(version=VERSION, code=reason.code))


@file_api.put("/api/v2/files/<attachment_id>/<chunk>")
def receive_chunk(attachment_id: str, chunk: str) -> Response:
    """Take bytes of a chunk, from `from` on, as they arrive; what came before a cut is kept."""
    site = calling_site()
    request.max_content_length = CHUNK_BYTES
    if request.mimetype != _BYTES:
        raise UnsupportedMediaType
    start = request.args.get("from", "0")
    if not (is_id(attachment_id) and _CHUNK.fullmatch(chunk) and start.isascii() and start.isdigit()):
        raise BadRequest
    if request.content_length is None:
        raise LengthRequired
    begin, came = min(int(start[:9]), CHUNK_BYTES), _coming(request.stream)
    try:
        taken = chunked_intake.take_chunk(this_hub(), site.code, attachment_id, bytes.fromhex(chunk), begin, came)
    except Rejected as reason:
        return _answered(FileAnswer(version=VERSION, code=reason.code))
    return _answered(taken)


@file_api.post("/api/v2/given")
def give_manifest() -> Response:
    """What a document is made of, for a site of its case, once its decision has left.

    Raises `Unauthorized` for the question of another site, `NotFound` where the site has no such document.
    """
    hub, site = this_hub(), calling_site()
    asked = read_message(hub, request, site, AskedGiven)
    if asked.site != site.code:
        raise Unauthorized
    found = given_file.for_site(hub, site.code, asked.given)
    if found is None:
        raise NotFound
    file, key = found
    manifest = GivenManifest(
        version=VERSION,
        asked=asked.asked,
        given=file.id,
        key=key.hex(),
        header=file.header.hex(),
        chunks=tuple(chunk.hex() for chunk in file.chunks),
    )
    signed = signed_statement.sign_message(manifest, hub.seed).to_wire()
    return jsonify(to_builtins(Signed(version=VERSION, **signed)))


@file_api.get("/api/v2/given/<document_id>/<chunk>")
def give_chunk(document_id: str, chunk: str) -> Response:
    """The bytes of one chunk, sealed as they are kept. Raises `BadRequest`, and `NotFound` as `give_manifest`."""
    hub, site = this_hub(), calling_site()
    if not (is_id(document_id) and _CHUNK.fullmatch(chunk)):
        raise BadRequest
    found = given_file.for_site(hub, site.code, document_id)
    if found is None or bytes.fromhex(chunk) not in found[0].chunks:
        raise NotFound
    try:
        content = hub.objects.get(found[0].object_of(bytes.fromhex(chunk)))
    except FileNotFoundError:  # erased meanwhile
        raise NotFound from None
    return Response(content, mimetype=_BYTES)


def _coming(line: IO[bytes]) -> Callable[[int], bytes]:
    """What a line brings next; b"" also where it broke or dripped until it was given up: it ends there."""

    def read(most: int) -> bytes:
        try:
            return line.read(most)
        except (HTTPException, OSError):
            return b""

    return read


def _answered(answer: FileAnswer) -> Response:
    return jsonify(to_builtins(answer))
