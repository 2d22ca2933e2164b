"""Events made ready for the hub: sealed to its key and signed with the site's; later, where there is no hub yet."""

from kiosk.domain import sealed as sealing_events
from kiosk.domain.event import Event
from kiosk.domain.ring import Ring
from kiosk.domain.sealed import Sealed
from kiosk.services import parcels, safe
from kiosk.services.box import Box
from kiosk.store import outbox


def sealed(box: Box, event: Event) -> Sealed | None:
    """The event as only the hub reads it; None while this box is enrolled nowhere."""
    enrolment = box.enrolment()
    if enrolment is None:
        return None
    return sealing_events.seal(event, box.site.code, box.site_seed, enrolment.seal_key)


def seal_again(box: Box, ring: Ring) -> int:
    """Seal what waits for a hub, or was sealed to a key the hub has given up; returns how many events.

    The keys of joined files go with them. Only a ring opens the bodies: what was submitted before enrolment leaves at
    the sign-in after it. The clear bytes and their hash stay what they were.
    """
    enrolment = box.enrolment()
    if enrolment is None or not ring:
        return 0
    done = 0
    for kept in outbox.unsealed(box.store.read(), sealing_events.key_id(enrolment.seal_key)):
        with box.store.write() as db:
            key = safe.key_in(db, kept.stream, ring)
            if key is not None and (made := sealed(box, kept.event(key))) is not None:
                outbox.seal(db, kept.id, made)
                done += 1
    parcels.seal_again(box, ring)
    return done
