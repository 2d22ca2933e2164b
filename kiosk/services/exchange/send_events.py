"""Send the events that are due, as many as the line carries at a time, and measure how well it carried them."""

from kiosk.connectors.hub.answers import Answers
from kiosk.connectors.hub.hub import Hub
from kiosk.domain.events.sealed import Sealed
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable
from kiosk.services.box.box import Box
from kiosk.services.exchange import heartbeat, new_numbers
from kiosk.store.events import acknowledgements, outbox

BATCH_EVENTS = 100
"""Most events of a batch, whatever the line carries."""


def send_due(box: Box, hub: Hub) -> Answers:
    """Send the next batch, which may be empty, with the box's heartbeat. Raises `Unreachable`.

    What is sent is noted before: a crash under way leaves no event that looks as if it had never left.
    """
    db = box.store.read()
    due = [new_numbers.with_alias(box, db, event) for event in fitting(outbox.due(db, BATCH_EVENTS), hub.pace.most)]
    if due:
        with box.store.write() as db:
            acknowledgements.sending(db, due, box.watch.today().now)
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
