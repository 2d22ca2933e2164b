"""The HTTP endpoint at which a site seeks the cases of a person by name, in the name of a mediator who is signed in."""

from datetime import timedelta

from flask import Blueprint, Response, jsonify, request
from msgspec import UNSET, to_builtins
from werkzeug.exceptions import BadRequest, TooManyRequests, Unauthorized

from hub.api.caller import calling_site
from hub.decisions import whereabouts
from hub.decisions.follow import find_by_hash, find_by_receipt
from hub.hub import Hub, this_hub
from hub.secrets.secrets_at_rest import WrongTries
from hub.wire.batch import read_message
from hub.work import named_for_site
from kiosk.domain.events.wire.batch import Signed
from kiosk.domain.events.wire.reading import VERSION
from kiosk.domain.events.wire.statements import AskedNamed, AskedWhereabouts, NoWhereabouts, Statement
from kiosk.domain.proofs import signed_statement
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused

whereabouts_api = Blueprint("whereabouts_api", __name__)
GUESSES = WrongTries("whereabouts", 100, timedelta(minutes=10))
"""Numbers with a wrong code, of one site: its terminals count each person's tries before they ask."""
named_api = Blueprint("named_api", __name__)


@whereabouts_api.post("/api/v2/whereabouts")
def tell_whereabouts() -> Response:
    """Where a case is, signed; the same `NoWhereabouts` for a wrong number, a wrong code and a receipt of elsewhere.

    Raises `TooManyRequests` after too many wrong ones of the site, or too many wrong birth dates of the case.
    """
    hub, site = this_hub(), calling_site()
    question = read_message(hub, request, site, AskedWhereabouts)
    try:
        GUESSES.admit(hub, site.code)
        told: Statement = whereabouts.tell(hub, _found(hub, question), question.asked, question.birth_date or "")
    except Refused as refused:
        if refused.code == Refusal.TOO_MANY_TRIES:
            raise TooManyRequests(retry_after=refused.details["seconds"]) from None
        replaced = refused.code == Refusal.RECEIPT_REPLACED
        if not replaced:
            GUESSES.record(hub, site.code)
        told = NoWhereabouts(version=VERSION, asked=question.asked, replaced=True if replaced else UNSET)
    signed = signed_statement.sign_message(told, hub.seed).to_wire()
    return jsonify(to_builtins(Signed(version=VERSION, **signed)))


def _found(hub: Hub, question: AskedWhereabouts) -> str:
    """The id of the case. Raises `Refused`: `unknown-case`."""
    if question.proof:
        _, standing = find_by_receipt(hub, question.proof)
        if standing is None:
            raise Refused(HubRefusal.UNKNOWN_CASE)
        return standing.case_id
    return find_by_hash(hub.store, question.reference or "", question.follow_sha256 or "").case_id


@named_api.post("/api/v2/named")
def tell_named() -> Response:
    """The cases of the people so named, signed, of the mediator's services and of this site.

    Raises `Unauthorized` for the question of another site, `TooManyRequests`, and `BadRequest` for a question without a
    name.
    """
    hub, site = this_hub(), calling_site()
    question = read_message(hub, request, site, AskedNamed)
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
