"""What a box tells the hub of itself with each batch: what the hub cannot know, and what the hub has said before."""

import shutil
from datetime import UTC

from msgspec.structs import asdict

from kiosk.clock import moment
from kiosk.connectors.hub.hub import Hub
from kiosk.domain.events.wire.batch import Heartbeat, JournalHead, Seen, SignedText
from kiosk.domain.events.wire.bodies import (
    LONGEST_CELL,
    LONGEST_HOURS,
    LONGEST_PHONE,
    MOST_PRINTERS,
    MOST_TABLES,
    BoxHealth,
    Reached,
)
from kiosk.domain.places.site import Site
from kiosk.domain.time import opening_hours
from kiosk.services.box.box import Box
from kiosk.services.printers import printer_choice
from kiosk.store.database import Database
from kiosk.store.events import counters, file_transfers, outbox
from kiosk.store.people import journal
from kiosk.version import VERSION


def make(box: Box, hub: Hub) -> Heartbeat:
    """How much is unsent and since when, the counter used last (CHT #8202), the journal's head, and the box's date.

    `asked` is a new question, which the hub's signed time answers. `seen` holds what this hub has signed last: a hub
    that was put back to an older copy finds in it what it does not know. `health` is for whoever runs the hub,
    `reached` for whoever looks there where their case is.
    """
    db = box.store.read()
    unsent, oldest = outbox.unsent(db)
    seen = {
        "standing": counters.last_standing(db),
        "acknowledgement": counters.last_acknowledgement(db, hub.verify_key),
    }
    return Heartbeat(
        unsent=unsent,
        oldest_unsent_at=moment(oldest) if oldest else None,
        last_counter=counters.value(db),
        journal=JournalHead(**asdict(journal.head(db))),
        at=box.watch.today().now.astimezone(UTC),
        asked=box.clock.new_id(),
        seen=Seen(**{name: SignedText(**signed.to_wire()) for name, signed in seen.items() if signed is not None}),
        health=_health(box, db),
        reached=_reached(box.site),
    )


def _health(box: Box, db: Database) -> BoxHealth:
    """Printers are not waited for: one that has not answered yet counts as no fault."""
    printers = printer_choice.states(box)
    return BoxHealth(
        release=VERSION,
        free_bytes=shutil.disk_usage(box.settings.data).free,
        refused=outbox.unmended(db),
        files=file_transfers.waiting(db),
        printers=sum(printer_choice.gives_paper(printer) for printer, _ in printers),
        printer_faults=tuple(wrong for _, wrong in printers if wrong)[:MOST_PRINTERS],
    )


def _reached(site: Site) -> Reached:
    """Whatever the settings hold, no heartbeat is refused for it: what is too long is cut."""
    tables = opening_hours.tables(site.opening)[:MOST_TABLES]
    return Reached(
        phone=site.phone[:LONGEST_PHONE],
        hours=site.hours[:LONGEST_HOURS],
        opening=tuple({name: written[:LONGEST_CELL] for name, written in table.items()} for table in tables),
    )
