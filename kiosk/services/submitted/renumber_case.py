"""Send a case under its new reference as a new event, to a hub of an earlier version, which knows no aliases.

A hub of this version takes the sealed event with an alias (`exchange.new_numbers`), and nobody has to press anything.
"""

import json

from kiosk.domain.events import event
from kiosk.domain.events import reference as references
from kiosk.domain.events.event import EventType
from kiosk.error_codes import Rejection
from kiosk.services.box import data_keys, site_codes
from kiosk.services.box.box import Actor, Box
from kiosk.services.exchange import seal_events
from kiosk.store.cases import attachments
from kiosk.store.database import Database
from kiosk.store.events import acknowledgements, outbox
from kiosk.store.events.event_rows import RefusedEvent
from kiosk.store.printing import spool


def needed(box: Box, refused: RefusedEvent) -> bool:
    """Whether the hub can take a refused case under another number only."""
    foreign = references.site_of(refused.reference) not in site_codes.codes(box.settings)
    return refused.type == EventType.SUBMITTED and (refused.code == Rejection.REFERENCE_TAKEN or foreign)


def carry_over(
    box: Box, db: Database, case_id: str, former: str, reference: str, follow_sha256: str, actor: Actor
) -> None:
    """Make the events that the hub has not taken under the former reference again under the new one.

    In the caller's transaction. A withdrawal asked for at a terminal with another receipt's code stays: it concerns the
    other case of that reference.
    """
    refused = {row.id for row in outbox.attention(db)}
    for added in outbox.not_taken(db, former):
        key = data_keys.found_key(db, added.stream, actor)
        if key is None or added.type == EventType.SUBMITTED:
            continue
        code = str(json.loads(added.body(key)).get("follow_sha256", ""))
        if added.stream != case_id and code != follow_sha256:
            continue
        renumbered = event.renumbered(added.event(key), box.clock.new_id(), reference, box.site)
        outbox.add(db, renumbered, key, seal_events.sealed(box, db, renumbered))
        attachments.follow(db, added.id, renumbered.id)
        if added.id not in refused:  # do not send the old event any more
            acknowledgements.dismiss(db, added.id, box.watch.today().now)
        spool.renumber(db, added.id, renumbered.id, reference)
