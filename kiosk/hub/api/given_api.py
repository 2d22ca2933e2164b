"""Where boxes fetch the documents that go with decisions: what one is made of, signed, then each chunk by its name."""

import re

from flask import Blueprint, Response, jsonify, request
from msgspec import to_builtins
from werkzeug.exceptions import BadRequest, NotFound, ServiceUnavailable, Unauthorized

from kiosk.clock import is_id
from kiosk.crypto import keys
from kiosk.domain.events.wire.answers import Signed
from kiosk.domain.events.wire.files import AskedGiven, GivenManifest
from kiosk.domain.events.wire.packed import PACKED_VERSION
from kiosk.domain.events.wire.reading import Misfit, decode
from kiosk.domain.events.wire.values import VERSION
from kiosk.domain.proofs import signed_statement
from kiosk.http import error_pages
from kiosk.hub.api.api import refusal
from kiosk.hub.api.caller import calling_site
from kiosk.hub.files import given_file
from kiosk.hub.hub import this_hub
from kiosk.hub.sites.sites import Site
from kiosk.hub.wire.batch import read_signed

given_api = Blueprint("given_api", __name__)
_CHUNK = re.compile(r"[0-9a-f]{64}")


@given_api.errorhandler(OSError)
def give_later(error: OSError) -> Response:
    """The disk or the bucket of files does not answer: the box asks again."""
    error_pages.log_failure(error, "the store of files does not answer")
    return refusal(ServiceUnavailable())


@given_api.post("/api/v3/given")
def give_manifest() -> Response:
    """What a document is made of, for a site of its case, once its decision has left.

    Raises `Unauthorized` where no key of the site signed the question, `NotFound` where the site has no such document.
    """
    hub, site = this_hub(), calling_site()
    asked = _asked(site)
    found = given_file.for_site(hub, site.code, asked.given)
    if found is None:
        raise NotFound
    file, key = found
    manifest = GivenManifest(
        version=PACKED_VERSION,
        asked=asked.asked,
        given=file.id,
        key=key.hex(),
        header=file.header.hex(),
        chunks=tuple(chunk.hex() for chunk in file.chunks),
    )
    signed = signed_statement.sign_message(manifest, hub.seed).to_wire()
    return jsonify(to_builtins(Signed(version=VERSION, **signed)))


@given_api.get("/api/v3/given/<document_id>/<chunk>")
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
    return Response(content, mimetype="application/octet-stream")


def _asked(site: Site) -> AskedGiven:
    """The question, which a key of the site signed that is not revoked. Raises `BadRequest`, `Unauthorized`."""
    signed = read_signed(request)
    statement = signed.statement.encode()
    try:
        question, signature = decode(AskedGiven, statement), bytes.fromhex(signed.signature)
    except (Misfit, ValueError):
        raise BadRequest from None
    signers = [key for key, revoked in site.signers.items() if not revoked]
    if question.site != site.code or not any(keys.verified(key, statement, signature) for key in signers):
        raise Unauthorized
    return question
