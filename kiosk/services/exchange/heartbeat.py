"""What a box tells the hub of itself with each batch: what the hub cannot know, and what the hub has said before."""

from dataclasses import asdict
from typing import Any

from kiosk.clock import stamp
from kiosk.connectors.hub.hub import Hub
from kiosk.services.box.box import Box
from kiosk.store.events import counters, hub_standing, outbox
from kiosk.store.people import journal


def make(box: Box, hub: Hub) -> dict[str, Any]:
    """How much is unsent and since when, the counter used last (CHT #8202), the journal's head, and the box's date.

    `asked` is a new question, which the hub's signed time answers. `seen` holds what this hub has signed last: a hub
    that was put back to an older copy finds in it what it does not know.
    """
    db = box.store.read()
    unsent, oldest = outbox.unsent(db)
    seen = {
        "standing": hub_standing.kept(db),
        "acknowledgement": hub_standing.last_acknowledgement(db, hub.verify_key),
    }
    return {
        "unsent": unsent,
        "oldest_unsent_at": oldest or None,
        "last_counter": counters.value(db),
        "journal": asdict(journal.head(db)),
        "at": stamp(box.watch.today().now),
        "asked": box.clock.new_id(),
        "seen": {name: signed.to_wire() for name, signed in seen.items() if signed is not None},
    }
