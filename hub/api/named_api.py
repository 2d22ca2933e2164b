"""The HTTP endpoint at which a site seeks the cases of a person by name, in the name of a mediator who is signed in."""

from flask import Blueprint, Response, jsonify, request
from msgspec import to_builtins
from werkzeug.exceptions import BadRequest, TooManyRequests, Unauthorized, UnprocessableEntity

from hub.api.caller import calling_site
from hub.hub import this_hub
from hub.sites.sites import Site
from hub.wire.batch import read_signed_question
from hub.work import named_for_site
from kiosk.crypto import keys
from kiosk.domain.events.told.named_cases import AskedNamed
from kiosk.domain.events.wire.answers import Signed
from kiosk.domain.events.wire.reading import Misfit, decode
from kiosk.domain.events.wire.values import VERSION
from kiosk.domain.proofs import signed_statement
from kiosk.error_codes import Refusal
from kiosk.errors import Refused

named_api = Blueprint("named_api", __name__)


@named_api.post("/api/v2/named")
def tell_named() -> Response:
    """The cases of the people so named, signed, of the mediator's services and of this site.

    Raises `UnprocessableEntity` where no valid key of the site signed the question, `Unauthorized` for the question of
    another site, `TooManyRequests`, and `BadRequest` for a question without a name.
    """
    hub, site = this_hub(), calling_site()
    question = _read(site)
    if question.site != site.code:
        raise Unauthorized
    try:
        told = named_for_site.search(hub, question)
    except Refused as refused:
        if refused.code == Refusal.TOO_MANY_TRIES:
            raise TooManyRequests(retry_after=refused.details["seconds"]) from None
        raise BadRequest from None
    signed = signed_statement.sign_message(told, hub.seed).to_wire()
    return jsonify(to_builtins(Signed(version=VERSION, **signed)))


def _read(site: Site) -> AskedNamed:
    """The question, whose signature is verified."""
    signed = read_signed_question(request)
    statement = signed.statement.encode()
    signature = bytes.fromhex(signed.signature)
    if not any(keys.verified(key, statement, signature) for key, revoked in site.signers.items() if not revoked):
        raise UnprocessableEntity
    try:
        return decode(AskedNamed, statement)
    except Misfit:
        raise BadRequest from None
