"""One answer of the hub, whichever way it came."""

from kiosk.connectors.hub.answers import Answer
from kiosk.domain.events.sealed import EventOutcome
from kiosk.error_codes import Rejection
from kiosk.services.box.box import Box
from kiosk.services.exchange.keep_answer import Effect, keep
from kiosk.store.events import acknowledgements, outbox, to_carry
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import submitted


def test_only_what_is_believed_changes_anything(linked: Box, central: Central) -> None:
    submitted(linked)
    ((event_id, _),) = to_carry.due_ids(linked.store.read())

    def kept(outcome: EventOutcome, code: str = "") -> Effect:
        return keep(linked, central.verify_key, Answer(event_id, outcome, b"{}", bytes(64), code))

    assert kept(EventOutcome.UNBELIEVED, "bad-signature") == Effect.NOTHING
    assert kept(EventOutcome.LATER, "busy") == Effect.LATER
    assert kept(EventOutcome.REJECTED, Rejection.UNKNOWN_KEY) == Effect.LATER
    assert outbox.unsent(linked.store.read())[0] == 1
    assert kept(EventOutcome.REJECTED, Rejection.BAD_EVENT) == Effect.REJECTED
    assert acknowledgements.unmended(linked.store.read()) == 1
    assert kept(EventOutcome.ACKNOWLEDGED) == Effect.ACKNOWLEDGED
    assert outbox.unsent(linked.store.read())[0] == 0
