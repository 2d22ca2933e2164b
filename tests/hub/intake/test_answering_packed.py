"""A batch of version 3 is vouched for as a whole, and each of its events is answered."""

from hub.hub import Hub
from hub.intake import went_back
from hub.intake.answering_packed import answers_to, is_vouched, read_event, take_arrived
from hub.intake.batch import RefusedEvent
from hub.sites import sites
from hub.sites.heartbeats import ArrivedHeartbeat
from hub.wire.packed_batch import Arrived
from kiosk.crypto import keys
from kiosk.domain.events.packed_event import packed, vouched
from kiosk.domain.events.wire import packed as wire
from kiosk.error_codes import Rejection
from tests.hub.packed import ASKED, heartbeat, sealed
from tests.hub.samples import Box


def _arrived(box: Box, *events: bytes, signature: bytes | None = None) -> Arrived:
    made = keys.sign(box.seed, vouched("SA", list(events))) if signature is None else signature
    return Arrived("SA", heartbeat(), ASKED, events, made)


def test_only_a_key_that_is_not_revoked_vouches(box: Box) -> None:
    key = keys.verify_key(box.seed)
    batch = _arrived(box, b"\x90")
    assert is_vouched(batch, {key: False}) is True
    assert is_vouched(batch, {key: True}) is False
    assert is_vouched(batch, {keys.verify_key(bytes(32)): False}) is False
    assert is_vouched(_arrived(box, b"\x91", signature=batch.signature), {key: False}) is False
    assert is_vouched(_arrived(box, b"\x90", signature=b""), {key: False}) is None


def test_an_event_of_which_nothing_can_be_read_is_refused_and_stops_no_other(hub: Hub, box: Box) -> None:
    [event] = sealed(box, box.submitted())
    batch = _arrived(box, b"\x90", packed(event))
    read = list(map(read_event, batch.events))
    assert read[0] == RefusedEvent(Rejection.BAD_EVENT)
    site = sites.site_by_token(hub.store, box.token)
    told_of_box = ArrivedHeartbeat("SA", batch.heartbeat, [], hub.clock.now())
    outcomes = take_arrived(hub, batch, read, site.signers, told_of_box)
    standing = went_back.standing(hub, site, went_back.Here(site.epoch, 0), ASKED, told_of_box.cursor)
    told = answers_to(hub, batch, read, outcomes, standing)
    refused, taken = told.answers
    assert refused == wire.NotTaken("bad-event") and isinstance(taken, wire.Taken) and not taken.statement
