"""Send the events that are due, as many as the line carries at a time, and measure how well it carried them."""

from kiosk.connectors.hub.answers import Answers
from kiosk.connectors.hub.hub import Hub
from kiosk.domain.events import sealed as sealing_events
from kiosk.domain.events.event import Event
from kiosk.domain.events.sealed import Sealed
from kiosk.domain.keys.ring import Ring
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable
from kiosk.services.box import data_keys
from kiosk.services.box.box import Box
from kiosk.services.exchange import file_transfers, heartbeat, hub_speaks, new_numbers
from kiosk.store.database import Database
from kiosk.store.events import counters, outbox

BATCH_EVENTS = 100
"""Most events of a batch, whatever the line carries."""


def sealed(box: Box, db: Database, event: Event) -> Sealed | None:
    """The event as only the hub reads it, in the caller's transaction; None while this box is enrolled nowhere."""
    hub = counters.current(db)
    if hub is None:
        return None
    dictionary = hub_speaks.dictionary(db, hub.verify_key)
    return sealing_events.seal(event, box.site.code, box.site_seed, hub.seal_key, dictionary)


def locked(box: Box) -> int:
    """How many events wait for somebody of their service to sign in: nobody else can seal them to the hub's key."""
    hub = box.enrolment()
    return 0 if hub is None else outbox.count_unsealed(box.store.read(), sealing_events.key_id(hub.seal_key))


def seal_again(box: Box, ring: Ring) -> int:
    """Seal what waits for a hub, or was sealed to a key the hub has given up; returns how many events.

    The keys of joined files go with them. Only a ring opens the bodies: what was submitted before enrolment leaves at
    the sign-in after it. The clear bytes and their hash stay what they were.
    """
    hub = box.enrolment()
    if hub is None or not ring:
        return 0
    done = 0
    for waiting in outbox.unsealed(box.store.read(), sealing_events.key_id(hub.seal_key)):
        with box.store.write() as db:
            key = data_keys.key_in(db, waiting.stream, ring)
            if key is not None and (sealed_event := sealed(box, db, waiting.event(key))) is not None:
                outbox.seal(db, waiting.id, sealed_event)
                done += 1
    file_transfers.seal_again(box, ring)
    return done


def follow_key(box: Box, seal_key: str, made_at: str, epoch: str) -> None:
    """Take the hub's sealing key (hexadecimal), which it has signed, if it is newer than the one that is known; seal
    what waits again as far as anyone on shift can open it.

    The epoch stays the one that was followed last: with another, everything is sent again first
    (`receive_updates.follow_epoch`). Where the hub was put back, a key of any age counts, but only one signed in its
    new epoch: an older answer proves nothing.
    """
    enrolled = box.enrolment()
    if enrolled is None or made_at <= enrolled.key_made_at:
        return
    if not enrolled.key_made_at and enrolled.epoch not in ("", epoch):
        return
    with box.store.write() as db:
        counters.follow(db, bytes.fromhex(seal_key), made_at, enrolled.epoch or epoch)
    for ring in box.shifts.rings():
        seal_again(box, ring)


def send_due(box: Box, hub: Hub) -> Answers:
    """Send the next batch, which may be empty, with the box's heartbeat. Raises `Unreachable`.

    What is sent is noted before: a crash under way leaves no event that looks as if it had never left.
    """
    db = box.store.read()
    due = [new_numbers.with_alias(box, db, event) for event in fitting(outbox.due(db, BATCH_EVENTS), hub.pace.most)]
    if due:
        with box.store.write() as db:
            outbox.sending(db, due, box.watch.today().now)
    size, began = sum(len(event.sealed) for event in due), box.clock.monotonic()
    try:
        sent = hub.send(due, heartbeat.make(box, hub))
    except Unreachable as fault:
        if due and fault.code == LineFault.NO_LINE:
            hub.pace.cut()
        raise
    if due:
        hub.pace.carried(size, box.clock.monotonic() - began)
    return sent


def fitting(due: list[Sealed], most: int) -> list[Sealed]:
    """As many events as fit into so many bytes, at least one."""
    size = 0
    taken: list[Sealed] = []
    for waiting in due:
        size += len(waiting.sealed)
        if taken and size > most:
            break
        taken.append(waiting)
    return taken
