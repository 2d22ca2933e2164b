"""Version 3 of the API: events in MessagePack, and a signed hello for a box that doubts who answers (docs/wire.md)."""

from flask import Blueprint, Response, jsonify, request
from msgspec import to_builtins
from werkzeug.exceptions import BadRequest, Unauthorized, UnprocessableEntity

from hub.api.caller import calling_site, heard
from hub.api.its_turn import its_turn
from hub.hub import this_hub
from hub.intake import went_back
from hub.intake.answering_packed import answers_to, is_vouched, read_event, take_arrived
from hub.monitoring.instruments import count_answers
from hub.sites.heartbeats import ArrivedHeartbeat
from hub.wire.packed_batch import read_packed
from kiosk.clock import is_id
from kiosk.domain.events.sealed import Sealed
from kiosk.domain.events.wire import packing
from kiosk.domain.events.wire.packed import PACKED_VERSION, Hello, HelloStatement
from kiosk.domain.proofs import signed_statement

packed_api = Blueprint("packed_api", __name__)


@packed_api.post("/api/v3/events")
def receive_packed_events() -> Response:
    """Take a batch of events; one answer an event, in the same order, under one signature.

    Raises `Unauthorized` where the batch names another site than the token, `UnprocessableEntity` where no key of the
    site signed the batch, `ServiceUnavailable` where the hub is busy, and what `read_packed` raises.
    """
    hub = this_hub()
    site = calling_site()
    batch = read_packed(request)
    if batch.site != site.code:
        raise Unauthorized
    with its_turn(hub, len(batch.events)):
        if is_vouched(batch, site.signers) is False:
            raise UnprocessableEntity
        here = heard(hub, site, batch.heartbeat)
        read = list(map(read_event, batch.events))
        references = [event.reference for event in read if isinstance(event, Sealed)]
        heartbeat = ArrivedHeartbeat(site.code, batch.heartbeat, references, hub.clock.now())
        outcomes = take_arrived(hub, batch, read, site.signers, heartbeat)
        standing = went_back.standing(hub, site, here, batch.asked, heartbeat.cursor)
        told = answers_to(hub, batch, read, outcomes, standing)
    count_answers(told.answers)
    return Response(packing.pack(told), mimetype=packing.MEDIA_TYPE)


@packed_api.get("/api/v3/hello")
def say_hello() -> Response:
    """Sign the question of whoever asks: a captive portal cannot. Raises `BadRequest` for what is no question."""
    hub = this_hub()
    question = request.args.get("asked", "")
    if not is_id(question):
        raise BadRequest
    statement = HelloStatement(version=PACKED_VERSION, hello=question, at=hub.clock.now())
    signed = signed_statement.sign_message(statement, hub.seed).to_wire()
    return jsonify(to_builtins(Hello(version=PACKED_VERSION, **signed)))
