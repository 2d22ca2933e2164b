"""What boxes and operators ask the hub over HTTP: events, updates, files, publications, whereabouts (docs/wire.md)."""

import logging
import math
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from flask import Blueprint, Response, current_app, jsonify, request
from msgspec import UNSET, Struct, to_builtins
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import (
    BadRequest,
    Forbidden,
    HTTPException,
    LengthRequired,
    NotFound,
    ServiceUnavailable,
    TooManyRequests,
    Unauthorized,
    UnsupportedMediaType,
)

from hub import publications, retention
from hub.api.openapi import description
from hub.cases import case_list
from hub.decisions import follow
from hub.decisions.follow import find_by_hash, find_by_receipt
from hub.figures import figures
from hub.files import chunked_intake, listed_file
from hub.hub import Hub, this_hub
from hub.intake import intake, updates
from hub.intake.intake import HubProgress, answer_batch
from hub.monitoring.instruments import count_answers
from hub.retention import EXTENSION as UPKEEP
from hub.retention import Upkeep
from hub.secrets.secrets_at_rest import WrongTries
from hub.sites import sites
from hub.sites.fleet import describe_site
from hub.sites.sites import enrol, key_list, signed_list
from hub.store.opening import is_busy
from hub.web.visitor import request_state
from hub.wire import read_batch, read_figures, read_message, read_question
from kiosk.clock import Clock, is_id
from kiosk.domain.answers.attachment import CHUNK_BYTES
from kiosk.domain.events.wire.batch import (
    MOST_MANIFEST_BYTES,
    AskedGiven,
    EnrolmentAnswer,
    FileAnswer,
    FileManifest,
    GivenManifest,
    Heartbeat,
    Hello,
    SeenStatements,
    SignedAnswer,
    UpdatesAnswer,
)
from kiosk.domain.events.wire.month_figures import FiguresAnswer
from kiosk.domain.events.wire.reading import VERSION
from kiosk.domain.events.wire.statements import (
    AskedNamedCases,
    AskedWhereabouts,
    HelloStatement,
    NoWhereabouts,
    Statement,
)
from kiosk.domain.proofs import signed_statement
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused, Rejected, Unreadable
from kiosk.http import error_pages

_log = logging.getLogger(__name__)
_BEARER = "Bearer "
_DATABASE_S = 10
AT_ONCE = 2
LATE_S = 2.0
"""A batch before which so many seconds' cases stand in line is told to come again."""
WAIT_S = 5.0
"""So is one that has waited as long."""
EXTENSION = "parvis_hub_turns"
_SPREAD_S = 10
"""Within so many seconds the boxes that were told to come again do, so that they do not come all at once."""
_WEIGHT = 0.2
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
whereabouts_api = Blueprint("whereabouts_api", __name__)
GUESSES = WrongTries("whereabouts", 100, timedelta(minutes=10))
"""Numbers with a wrong code, of one site: its terminals count each person's tries before they ask."""
named_api = Blueprint("named_api", __name__)
published_api = Blueprint("published_api", __name__)
figures_api = Blueprint("figures_api", __name__)
_CURSOR = re.compile(r"[0-9]{1,18}")
_LAST = 2**31 - 1
"""The largest cursor that a database keeps; PostgreSQL compares with nothing larger."""
_FAULT = re.compile(rf"[a-z0-9-]{{0,{publications.LONGEST}}}")
_HASH = re.compile("[0-9a-f]{64}")
file_api = Blueprint("file_api", __name__)
_BYTES = "application/octet-stream"


def calling_site() -> sites.Site:
    """The site of the request's token. Raises `Unauthorized`."""
    header = request.headers.get("Authorization", "")
    if not header.startswith(_BEARER):
        raise Unauthorized
    try:
        site = sites.site_by_token(this_hub().store, header[len(_BEARER) :].strip())
    except Refused:
        raise Unauthorized from None
    request_state().site = site
    return site


def take_heartbeat(hub: Hub, site: sites.Site, heartbeat: Heartbeat) -> HubProgress:
    """Take what a box says of time and of what it has seen; gives how far the hub has come."""
    upkeep: Upkeep = current_app.extensions[UPKEEP]
    # Nothing is destroyed on a day that this process knows to be sure: the database need not be asked again.
    if heartbeat.at and upkeep.day != hub.clock.now().date().isoformat():
        retention.confirm_day_by_box(hub, heartbeat.at)
    return intake.compare_with_seen(hub, site, heartbeat.seen or SeenStatements())


@contextmanager
def its_turn(hub: Hub, cases: int) -> Iterator[None]:
    """Hold a turn while the block runs. Raises `ServiceUnavailable`, which says after how many seconds to come again;
    the box loses nothing, and sends the same batch."""
    turns: Turns = current_app.extensions[EXTENSION]
    with turns.turn(hub.clock, cases) as busy:
        if busy:
            raise ServiceUnavailable(retry_after=busy)
        try:
            yield
        except OperationalError as fault:
            if not is_busy(fault):
                raise
            raise ServiceUnavailable(retry_after=_DATABASE_S) from fault


class Turns:
    """The turns of one process; what stands in line is counted in cases, not in batches."""

    def __init__(self, at_once: int = AT_ONCE, late_s: float = LATE_S, wait_s: float = WAIT_S) -> None:
        self._free = threading.BoundedSemaphore(at_once)
        self._at_once, self._late_s, self._wait_s = at_once, late_s, wait_s
        self._door = threading.Lock()
        self._line = 0
        self._case_s = 0.0

    @contextmanager
    def turn(self, clock: Clock, cases: int) -> Iterator[int]:
        """Hold a turn while the block runs: gives 0, or the seconds after which to ask again where there is none."""
        with self._door:
            expected = self._line * self._case_s / self._at_once
            late = expected > self._late_s
            self._line += cases
        try:
            if late or not self._free.acquire(timeout=self._wait_s):
                # As long as those before it take, by what the last ones took, and a part of the spread.
                yield 1 + math.ceil(expected + clock.dice() * _SPREAD_S)
                return
            begun = clock.monotonic()
            try:
                yield 0
            finally:
                self._case_s += ((clock.monotonic() - begun) / max(cases, 1) - self._case_s) * _WEIGHT
                self._free.release()
        finally:
            with self._door:
                self._line -= cases


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
        told = answer_batch(hub, site, batch, take_heartbeat(hub, site, batch.heartbeat))
    count_answers(told.answers)
    return _answered(told)


@api.get("/api/v2/updates")
def give_updates() -> Response:
    """The updates about the site's cases after the cursor it names, and the cursor to ask with next time."""
    site = calling_site()
    cursor, limit = _number("after", 0, 2**63 - 1), _number("limit", updates.MOST, 10**9)
    last, given = updates.fetch_updates(this_hub(), site.code, cursor, min(max(limit, 1), updates.MOST))
    return _answered(UpdatesAnswer(version=VERSION, epoch=site.epoch, cursor=last, updates=tuple(given)))


@api.get("/api/v2/site")
def tell_site() -> Response:
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
    return _answered(answer), 200 if isinstance(answer, EnrolmentAnswer) else 409


@api.get("/api/v2/hello")
def say_hello() -> Response:
    """Sign the question of whoever asks: a captive portal cannot. Raises `BadRequest` for what is no question."""
    hub = this_hub()
    question = request.args.get("asked", "")
    if not is_id(question):
        raise BadRequest
    statement = HelloStatement(version=VERSION, hello=question, at=hub.clock.now())
    return _answered(Hello(version=VERSION, **signed_statement.sign_message(statement, hub.ring.seed).to_wire()))


@api.get("/api/openapi.json")
def describe() -> Response:
    return jsonify(description())


@api.get("/healthz")
def health() -> Response:
    """Answer `ok` where the database does; for a load balancer or a monitor."""
    with this_hub().store.reading() as connection:
        connection.execute(text("SELECT 1"))
    return jsonify(status="ok")


def _answered(message: Struct) -> Response:
    return jsonify(to_builtins(message))


def _signed(statement: Statement) -> Response:
    signed = signed_statement.sign_message(statement, this_hub().ring.seed).to_wire()
    return _answered(SignedAnswer(version=VERSION, **signed))


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


@whereabouts_api.post("/api/v2/whereabouts")
def tell_whereabouts() -> Response:
    """Where a case is, signed; the same `NoWhereabouts` for a wrong number, a wrong code and a receipt of elsewhere.

    Raises `TooManyRequests` after too many wrong ones of the site, or too many wrong birth dates of the case.
    """
    hub, site = this_hub(), calling_site()
    question = read_message(hub, request, site, AskedWhereabouts)
    try:
        GUESSES.admit(hub, site.code)
        if question.proof:
            found = find_by_receipt(hub, question.proof)[1]
            if found is None:
                raise Refused(HubRefusal.UNKNOWN_CASE)
        else:
            found = find_by_hash(hub.store, question.reference or "", question.follow_sha256 or "")
        told: Statement = follow.read_whereabouts(hub, found.case_id, question.asked, question.birth_date or "")
    except Refused as refused:
        if refused.code == Refusal.TOO_MANY_TRIES:
            raise TooManyRequests(retry_after=refused.details["seconds"]) from None
        replaced = refused.code == Refusal.RECEIPT_REPLACED
        if not replaced:
            GUESSES.record(hub, site.code)
        told = NoWhereabouts(version=VERSION, asked=question.asked, replaced=True if replaced else UNSET)
    return _signed(told)


@named_api.post("/api/v2/named")
def tell_named() -> Response:
    """The cases of the people so named, signed, of the mediator's services and of this site.

    Raises `Unauthorized` for the question of another site, `TooManyRequests`, and `BadRequest` for a question without a
    name.
    """
    hub, site = this_hub(), calling_site()
    question = read_message(hub, request, site, AskedNamedCases)
    if question.site != site.code:
        raise Unauthorized
    try:
        told = case_list.search_named_cases(hub, question)
    except Refused as refused:
        if refused.code == Refusal.TOO_MANY_TRIES:
            raise TooManyRequests(retry_after=refused.details["seconds"]) from None
        raise BadRequest from None
    return _signed(told)


@figures_api.post("/api/v2/figures")
def receive_figures() -> Response:
    """Keep what a site publishes of a month, once; a refusal is a code, which the box notes and goes on."""
    hub, site = this_hub(), calling_site()
    try:
        figures.keep_month_figures(hub, site.code, read_figures(hub, request, site))
    except Rejected as reason:
        _log.warning("figures of %s refused: %s", site.code, reason.details.get("detail", ""))
        return _answered(FiguresAnswer(version=VERSION, code=reason.code))
    return _answered(FiguresAnswer(version=VERSION))


@published_api.get("/api/v2/published")
def tell_published() -> Response:
    site = calling_site()
    after, fault = request.args.get("after", "0"), request.args.get("fault", "")
    if not (_CURSOR.fullmatch(after) and _FAULT.fullmatch(fault)):
        raise BadRequest
    told = publications.read_unseen_publications(this_hub(), site.code, site.epoch, min(int(after), _LAST))
    publications.note_site_publication(this_hub(), site.code, min(int(after), told.cursor), fault)
    return _answered(told)


@published_api.get("/api/v2/published/<sha256>")
def give_content(sha256: str) -> Response:
    calling_site()
    content = publications.read_published_content(this_hub(), sha256) if _HASH.fullmatch(sha256) else None
    if content is None:
        raise NotFound
    return Response(content, mimetype="application/octet-stream")


@file_api.errorhandler(OSError)
def keep_nothing(error: OSError) -> Response:
    """The disk or the bucket of files takes and gives nothing: boxes send and ask again."""
    error_pages.log_request_failure(error, "the store of files does not answer")
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
    if not (is_id(attachment_id) and _HASH.fullmatch(chunk) and start.isascii() and start.isdigit()):
        raise BadRequest
    if request.content_length is None:
        raise LengthRequired
    begin, line = min(int(start[:9]), CHUNK_BYTES), request.stream

    def read(most: int) -> bytes:
        """What the line brings next; b"" also where it broke or dripped until it was given up: it ends there."""
        try:
            return line.read(most)
        except (HTTPException, OSError):
            return b""

    try:
        taken = chunked_intake.take_chunk(this_hub(), site.code, attachment_id, bytes.fromhex(chunk), begin, read)
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
    found = listed_file.given_file_for_site(hub, site.code, asked.given)
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
    return _signed(manifest)


@file_api.get("/api/v2/given/<document_id>/<chunk>")
def give_chunk(document_id: str, chunk: str) -> Response:
    """The bytes of one chunk, sealed as they are kept. Raises `BadRequest`, and `NotFound` as `give_manifest`."""
    hub, site = this_hub(), calling_site()
    if not (is_id(document_id) and _HASH.fullmatch(chunk)):
        raise BadRequest
    found = listed_file.given_file_for_site(hub, site.code, document_id)
    if found is None or bytes.fromhex(chunk) not in found[0].chunks:
        raise NotFound
    try:
        content = hub.objects.get(found[0].object_of(bytes.fromhex(chunk)))
    except FileNotFoundError:  # erased meanwhile
        raise NotFound from None
    return Response(content, mimetype=_BYTES)
