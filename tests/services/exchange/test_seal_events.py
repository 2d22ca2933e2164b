"""Events made ready for the hub: sealed to its key, signed by the site, and the same bytes for ever."""

from kiosk.crypto import keys, sealing
from kiosk.domain.events.sealed import key_id, open_sealed, statement
from kiosk.domain.keys.ring import DESK, NOBODY, Ring
from kiosk.services.box.box import Actor, Box
from kiosk.services.exchange import seal_events
from kiosk.store.events import enrolment, outbox
from kiosk.store.events.enrolment import Enrolment
from tests.gallery.site.gestures import helped, submitted
from tests.services.conftest import body_of

HUB, NEW = sealing.pair_of(b"h" * 32), sealing.pair_of(b"n" * 32)


def enrol(box: Box, public: bytes = HUB.public) -> None:
    with box.store.write() as db:
        enrolment.add(db, Enrolment("http://hub", "Hub", "token", "0" * 64, public), box.clock.now())


def test_only_the_hub_reads_what_leaves_and_anyone_sees_who_signed_it(box: Box) -> None:
    enrol(box)
    case = submitted(box)
    (event,) = outbox.due(box.store.read(), 10)
    assert event.key == key_id(HUB.public)
    assert b"Benali" not in event.sealed and case.reference.encode() not in event.sealed
    decoded = open_sealed(event, HUB.private, 100_000)
    assert b"Benali" in decoded
    assert keys.verified(keys.verify_key(box.site_seed), statement("SA", event), event.signature)


def test_a_box_that_is_enrolled_nowhere_seals_nothing(box: Box, nadia: Actor) -> None:
    submitted(box)
    assert seal_events.seal_again(box, nadia.ring) == 0
    assert outbox.due(box.store.read(), 10) == []


def test_only_a_ring_of_the_service_seals_what_waits(box: Box, nadia: Actor) -> None:
    submitted(box)
    enrol(box)
    assert seal_events.seal_again(box, NOBODY) == 0
    assert seal_events.seal_again(box, Ring({DESK: nadia.ring.privates[DESK]})) == 0
    assert seal_events.seal_again(box, nadia.ring) == 1
    assert seal_events.seal_again(box, nadia.ring) == 0


def test_sealed_to_another_key_the_clear_bytes_and_the_signature_stay(box: Box, nadia: Actor) -> None:
    enrol(box)
    submitted(box)
    (before,) = outbox.due(box.store.read(), 10)
    enrol(box, NEW.public)
    assert seal_events.seal_again(box, nadia.ring) == 1
    (after,) = outbox.due(box.store.read(), 10)
    assert open_sealed(after, NEW.private, 100_000) == open_sealed(before, HUB.private, 100_000)
    assert (after.sha256, after.signature, after.id) == (before.sha256, before.signature, before.id)
    assert body_of(box, after.id, helped(box))["reference"] == after.reference
