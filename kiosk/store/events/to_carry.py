"""All that is due, for whoever carries it by hand: first which events and files these are, then some at a time."""

from collections.abc import Sequence

from kiosk.domain.events.sealed import Sealed
from kiosk.store.database import Database, listed
from kiosk.store.events.file_transfers import LISTED_BY, Parcel, parcel
from kiosk.store.events.outbox import DUE, SEALED, sealed_rows

_PARCEL = (
    f"SELECT attachment_id, {LISTED_BY} AS listed, sha256, size, hub_key, sealed"
    " FROM parcels JOIN attachments ON attachments.id = attachment_id"
)
"""SQL for files with the event that lists them, acknowledged or not."""


def due_ids(db: Database) -> list[tuple[str, int]]:
    """The ids of all events that are due, in the order of `outbox.due`, each with the bytes of its sealed body."""
    return [(event["id"], int(event["size"])) for event in db.query(f"SELECT id, length(sealed) AS size {DUE}")]


def by_ids(db: Database, ids: Sequence[str]) -> list[Sealed]:
    """The events of these ids as they are sealed now, in this order; those that are not here are left out."""
    query = f"SELECT {SEALED} FROM events WHERE id IN (SELECT value FROM json_each(?))"
    found = {event.id: event for event in sealed_rows(db, query, listed(ids))}
    return [found[event_id] for event_id in ids if event_id in found]


def files(db: Database, hub_key: str, events: Sequence[str]) -> list[Parcel]:
    """Files that the hub lacks and has not refused, sealed to that key of it, of one of these events or of one that it
    has acknowledged; oldest first."""
    found = db.query(
        f"{_PARCEL} WHERE hub_key = ? AND attachment_id NOT IN (SELECT attachment_id FROM parcel_receipts)"
        " AND attachment_id NOT IN (SELECT attachment_id FROM parcel_refusals)"
        " AND (listed IN (SELECT value FROM json_each(?)) OR listed IN (SELECT event_id FROM acknowledgements))"
        " ORDER BY added_at",
        [hub_key, listed(events)],
    )
    return list(map(parcel, found))


def file(db: Database, attachment_id: str) -> Parcel | None:
    """One file with the event that lists it, None where it is not queued."""
    return next(map(parcel, db.query(f"{_PARCEL} WHERE attachment_id = ?", [attachment_id])), None)
