"""Keep the hub's answer to one event, whichever way it came: acknowledged, refused, or to be sent again."""

from enum import StrEnum

from kiosk.connectors.hub.answers import Answer
from kiosk.domain.events.sealed import EventOutcome
from kiosk.domain.proofs.acknowledgement import received_at
from kiosk.error_codes import Rejection
from kiosk.services.box.box import Box
from kiosk.store.events import acknowledgements, outbox

KEY_CODES = (Rejection.UNKNOWN_KEY, Rejection.UNREADABLE, Rejection.UNKNOWN_DICTIONARY)
"""What a hub says that has given up the key this box seals to, or lacks the dictionary that it packs with."""


class Effect(StrEnum):
    """What an answer did; `NOTHING` where it is not believed."""

    ACKNOWLEDGED = "acknowledged"
    REJECTED = "rejected"
    LATER = "later"
    NOTHING = "nothing"


def keep(box: Box, verify_key: str, answer: Answer) -> Effect:
    """Keep one answer of the hub with this key, in one transaction."""
    now = box.watch.today().now
    match answer.outcome:
        case EventOutcome.ACKNOWLEDGED | EventOutcome.DUPLICATE:
            with box.store.write() as db:
                acknowledgements.acknowledge(db, answer.event_id, now, answer.statement, answer.signature, verify_key)
            box.watch.heard(received_at(answer.statement))
            return Effect.ACKNOWLEDGED
        case EventOutcome.REJECTED if answer.code in KEY_CODES:
            # The hub's key changed, or it was put back to an older copy: no one at the desk can mend that.
            if answer.code == Rejection.UNKNOWN_DICTIONARY:
                with box.store.write() as db:
                    outbox.unseal(db, answer.event_id)
            return Effect.LATER
        case EventOutcome.REJECTED:
            with box.store.write() as db:
                acknowledgements.reject(db, answer.event_id, now, answer.code, answer.detail)
            return Effect.REJECTED
        case EventOutcome.LATER:
            return Effect.LATER
    return Effect.NOTHING
