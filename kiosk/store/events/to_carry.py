"""All that is due, for whoever carries it by hand: first which events and files these are, then some at a time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from kiosk.clock import moment, stamp
from kiosk.domain.events.sealed import Sealed
from kiosk.store.database import Database, listed
from kiosk.store.events.file_transfers import LISTED_BY, Parcel, parcel
from kiosk.store.events.outbox import DUE, SEALED, sealed_rows

_PARCEL = (
    f"SELECT attachment_id, {LISTED_BY} AS listed, sha256, size, hub_key, sealed"
    " FROM parcels JOIN attachments ON attachments.id = attachment_id"
)
"""SQL for files with the event that lists them, acknowledged or not."""


class Bundle(Struct, frozen=True):
    """A file for the hub: made by this box as `site`, for the hub with the verify key `hub` in its `epoch`.

    `id` is the question of its heartbeat, which the hub's standing answers. `made`: it was written to its end.
    `answered_at` is None until its answer was taken.
    """

    id: str
    site: str
    hub: str
    made_at: datetime
    epoch: str
    events: int
    bytes: int
    made: bool = False
    answered_at: datetime | None = None


def add(db: Database, bundle: Bundle) -> None:
    """Store a bundle before the first byte of it is written."""
    written = asdict(bundle) | {"made_at": stamp(bundle.made_at), "made": int(bundle.made)}
    db.table("bundles").insert(written)


def note_made(db: Database, bundle_id: str, size: int) -> None:
    """Note that the file was written to its end, with so many bytes."""
    db.execute("UPDATE bundles SET made = 1, bytes = ? WHERE id = ?", (size, bundle_id))


def note_answered(db: Database, bundle_id: str, at: datetime) -> None:
    """Note that the whole answer was taken."""
    db.execute("UPDATE bundles SET answered_at = ? WHERE id = ?", (stamp(at), bundle_id))


def get(db: Database, bundle_id: str) -> Bundle | None:
    """The bundle of that id, None where this box made none."""
    return next(map(_bundle, db.table("bundles").rows_where("id = ?", [bundle_id])), None)


def latest(db: Database, limit: int = 5) -> list[Bundle]:
    """The bundles that were written to their end, newest first."""
    found = db.table("bundles").rows_where("made = 1", order_by="made_at DESC, rowid DESC", limit=limit)
    return list(map(_bundle, found))


def forget(db: Database, before: datetime) -> int:
    """Delete what was made before `before`, answered or not; gives how many."""
    return db.execute("DELETE FROM bundles WHERE made_at < ?", (stamp(before),)).rowcount


def _bundle(record: dict[str, Any]) -> Bundle:
    answered = record["answered_at"]
    typed = {"made_at": moment(record["made_at"]), "made": bool(record["made"])}
    return Bundle(**record | typed | {"answered_at": moment(answered) if answered else None})


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
