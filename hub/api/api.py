"""The HTTP endpoints that boxes call: send events, fetch updates and keys, enrol (docs/wire.md)."""

from flask import Blueprint, Response, jsonify, request
from msgspec import Struct, to_builtins
from sqlalchemy import text
from werkzeug.exceptions import (
    BadRequest,
    Forbidden,
    HTTPException,
    ServiceUnavailable,
    TooManyRequests,
    Unauthorized,
)

from hub.api.caller import calling_site, heard
from hub.api.openapi import description
from hub.api.turns import its_turn
from hub.hub import this_hub
from hub.intake import updates
from hub.intake.answering import answer_batch
from hub.monitoring.instruments import count_answers
from hub.sites.enrolments import enrol
from hub.sites.receipt_keys import key_list, signed_list
from hub.sites.release_notes import describe_site
from hub.wire.batch import read_batch, read_question
from kiosk.clock import is_id
from kiosk.domain.events.wire.batch import Enrolled, Hello, Updates
from kiosk.domain.events.wire.reading import VERSION
from kiosk.domain.events.wire.statements import HelloStatement
from kiosk.domain.proofs import signed_statement
from kiosk.error_codes import Refusal
from kiosk.errors import Refused, Unreadable

api = Blueprint("api", __name__)
_ERRORS = {
    400: "bad-request",
    401: "unknown-site",
    403: "wrong-code",
    404: "not-found",
    405: "not-allowed",
    411: "length-missing",
    413: "too-large",
    415: "unknown-media-type",
    422: "bad-signature",
    429: "too-many-tries",
    503: "unavailable",
}


@api.post("/api/v2/events")
def receive_events() -> Response:
    """Take a batch of events; one answer an event, in the same order.

    Raises `Unauthorized` where the batch names another site than the token, `ServiceUnavailable` where the hub is busy,
    and what `read_batch` raises.
    """
    hub = this_hub()
    site = calling_site()
    batch = read_batch(hub, request, site)
    if batch.site != site.code:
        raise Unauthorized
    with its_turn(hub, len(batch.events)):
        told = answer_batch(hub, site, batch, heard(hub, site, batch.heartbeat))
    count_answers(told.answers)
    return _answered(told)


@api.get("/api/v2/updates")
def give_updates() -> Response:
    """The updates about the site's cases after the cursor it names, and the cursor to ask with next time."""
    site = calling_site()
    cursor, limit = _number("after", 0, 2**63 - 1), _number("limit", updates.MOST, 10**9)
    last, given = updates.after(this_hub(), site.code, cursor, min(max(limit, 1), updates.MOST))
    return _answered(Updates(version=VERSION, epoch=site.epoch, cursor=last, updates=tuple(given)))


@api.get("/api/v2/site")
def tell_site() -> Response:
    """The site's name and highest reference counter, which a restored box needs, and the signed key to seal to."""
    site = calling_site()
    return _answered(describe_site(this_hub(), site, site.epoch))


@api.get("/api/v2/keys")
def give_keys() -> Response:
    """The signed list of keys that receipts are verified with; public."""
    return jsonify(signed_list(this_hub(), key_list(this_hub())))


@api.post("/api/v2/enroll")
def enroll_site() -> Response | tuple[Response, int]:
    """Enrol a box that proves to know a one-time code: it gets its token and the hub's public keys.

    A box that is another site than the code's, or whose key was revoked, is told so with status 409.
    Raises `Forbidden` where the code is wrong, `TooManyRequests` after too many wrong ones from one address.
    """
    question = read_question(request)
    try:
        answer = enrol(this_hub(), question, request.remote_addr or "")
    except (Refused, Unreadable) as reason:
        if reason.code != Refusal.TOO_MANY_TRIES:
            raise Forbidden from None
        raise TooManyRequests(retry_after=reason.details["seconds"]) from None
    return _answered(answer), 200 if isinstance(answer, Enrolled) else 409


@api.get("/api/v2/hello")
def say_hello() -> Response:
    """Sign the question of whoever asks: a captive portal cannot. Raises `BadRequest` for what is no question."""
    hub = this_hub()
    question = request.args.get("asked", "")
    if not is_id(question):
        raise BadRequest
    statement = HelloStatement(version=VERSION, hello=question, at=hub.clock.now())
    return _answered(Hello(version=VERSION, **signed_statement.sign_message(statement, hub.seed).to_wire()))


@api.get("/api/openapi.json")
def describe() -> Response:
    """The OpenAPI description of this API."""
    return jsonify(description())


@api.get("/healthz")
def health() -> Response:
    """Answer `ok` where the database does; for a load balancer or a monitor."""
    with this_hub().store.reading() as connection:
        connection.execute(text("SELECT 1"))
    return jsonify(status="ok")


def _answered(message: Struct) -> Response:
    """A message of the wire as a response, its fields in the order of their names."""
    return jsonify(to_builtins(message))


def refusal(error: HTTPException) -> Response:
    """The JSON answer to a request that failed as a whole, with the code that docs/wire.md gives its status."""
    answer = jsonify(error=_ERRORS.get(error.code or 500, "failure"))
    answer.status_code = error.code or 500
    if isinstance(error, Unauthorized):
        answer.headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, ServiceUnavailable | TooManyRequests) and error.retry_after is not None:
        answer.headers["Retry-After"] = str(error.retry_after)  # RFC 9110, 10.2.3
    return answer


def _number(name: str, default: int, most: int) -> int:
    value = request.args.get(name)
    if value is None:
        return default
    if not (value.isascii() and value.isdigit() and len(value) < 20 and int(value) <= most):
        raise BadRequest
    return int(value)
