"""All events that are due, for whoever carries them by hand: first which they are, then some at a time."""

from collections.abc import Sequence

from kiosk.domain.events.sealed import Sealed
from kiosk.store import reading
from kiosk.store.database import Database, rows
from kiosk.store.events.outbox import DUE, SEALED, sealed_rows


def due_ids(db: Database) -> list[tuple[str, int]]:
    """The ids of all events that are due, in the order of `outbox.due`, each with the bytes of its sealed body."""
    return [(event["id"], int(event["size"])) for event in rows(db, f"SELECT id, length(sealed) AS size {DUE}")]


def by_ids(db: Database, ids: Sequence[str]) -> list[Sealed]:
    """The events of these ids as they are sealed now, in this order; those that are not here are left out."""
    query = f"SELECT {SEALED} FROM events WHERE id IN (SELECT value FROM json_each(?))"
    found = {event.id: event for event in sealed_rows(db, query, reading.listed(ids))}
    return [found[event_id] for event_id in ids if event_id in found]
