"""Files queued for the hub, and the bundles that carry events and files to it on a stick.

Each file is sent after the event that lists it is acknowledged, whole or not at all."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from kiosk.clock import stamp
from kiosk.domain.events.sealed import SealedEvent
from kiosk.store.database import Database, read_row, read_rows, read_value, to_json_array, to_row
from kiosk.store.outbox import DUE, SEALED

LISTED_BY = (
    "coalesce(attachments.event_id, (SELECT events.id FROM events"
    " WHERE events.stream = attachments.case_id AND events.type = 'submitted'"
    " AND NOT EXISTS (SELECT 1 FROM events later WHERE later.replaces = events.id)))"
)
"""SQL for the id of the event that lists a file: its supplement, else the current submission of its case."""
_EVENT = f"(SELECT event_id FROM acknowledgements WHERE event_id = {LISTED_BY})"
"""SQL for the same, if the hub has acknowledged it."""

WAITS = (timedelta(), timedelta(minutes=2), timedelta(minutes=15), timedelta(hours=2), timedelta(days=1))
"""How long a file waits after its first refusal, its second, and so on; then a day each time."""
_WAITED = (
    "(refused.at IS NULL OR refused.at <= CASE refused.times"
    + "".join(f" WHEN {times} THEN ?" for times in range(1, len(WAITS)))
    + " ELSE ? END)"
)
"""SQL for whether a file's wait is over; takes the moments before which the refusals have to be."""


_WAITING = (
    "FROM parcels JOIN attachments ON attachments.id = parcels.attachment_id"
    " WHERE attachment_id NOT IN (SELECT attachment_id FROM parcel_receipts)"
)


class ParcelRow(Struct, frozen=True, rename={"event_id": "listed"}):
    """A file to send: `event_id` lists it; `sealed` is its key, sealed to the hub's key `hub_key`."""

    attachment_id: str
    event_id: str
    sha256: str
    size: int
    hub_key: str
    sealed: bytes


def insert_parcel(db: Database, attachment_id: str, sha256: str, hub_key: str, sealed: bytes) -> None:
    """Queue a file, sealed to `hub_key`; a file that is queued already gets the new seal, and is tried again."""
    parcel = {"attachment_id": attachment_id, "sha256": sha256, "hub_key": hub_key, "sealed": sealed}
    db.table("parcels").insert(parcel, replace=True)
    db.table("parcel_refusals").delete_where("attachment_id = ?", [attachment_id])


def select_due_parcels(db: Database, hub_key: str, now: datetime, limit: int = 10) -> list[ParcelRow]:
    """Files to send now: sealed to that key of the hub, their event acknowledged, no receipt yet; oldest first.

    Files that the hub has refused come after all others, and only after a while (`WAITS`), so that they hold none
    up, and take no line from those that it will have.
    """
    found = db.query(
        f"SELECT attachment_id, {_EVENT} AS listed, sha256, size, hub_key, sealed FROM parcels"
        " JOIN attachments ON attachments.id = parcels.attachment_id"
        " LEFT JOIN parcel_refusals refused USING (attachment_id)"
        " WHERE attachment_id NOT IN (SELECT attachment_id FROM parcel_receipts)"
        f" AND hub_key = ? AND listed IS NOT NULL AND {_WAITED} ORDER BY coalesce(refused.at, ''), added_at LIMIT ?",
        [hub_key, *(stamp(now - wait) for wait in WAITS), limit],
    )
    return read_rows(ParcelRow, found)


def select_files_to_seal(db: Database, hub_key: str) -> list[tuple[str, str]]:
    """`(attachment id, case id)` of files that the hub lacks and that are sealed to no key, or to another one."""
    lacks = f"SELECT attachment_id, case_id {_WAITING} AND hub_key <> ? ORDER BY added_at"
    return db.execute(lacks, [hub_key]).fetchall()


def count_waiting_parcels(db: Database, case_id: str = "") -> int:
    return int(read_value(db, f"SELECT count(*) {_WAITING} AND (?1 = '' OR case_id = ?1)", case_id))


def sum_waiting_bytes(db: Database) -> int:
    """The clear bytes of all files that the hub has not confirmed."""
    return int(read_value(db, f"SELECT coalesce(sum(size), 0) {_WAITING}"))


def insert_parcel_refusal(db: Database, attachment_id: str, at: datetime, code: str) -> None:
    db.execute(
        "INSERT INTO parcel_refusals (attachment_id, at, code, times) VALUES (?, ?, ?, 1)"
        " ON CONFLICT (attachment_id) DO UPDATE SET at = excluded.at, code = excluded.code, times = times + 1",
        (attachment_id, stamp(at), code),
    )


def insert_parcel_receipt(db: Database, attachment_id: str, at: datetime, statement: bytes, signature: bytes) -> None:
    """Store the hub's verified receipt for a file."""
    receipt = {"attachment_id": attachment_id, "at": stamp(at), "statement": statement, "signature": signature}
    db.table("parcel_receipts").insert(receipt, replace=True)
    db.table("parcel_refusals").delete_where("attachment_id = ?", [attachment_id])


def requeue_all_parcels(db: Database) -> int:
    """Queue every file again that is still here, because the hub was restored from a copy; gives how many."""
    return db.execute(
        "DELETE FROM parcel_receipts WHERE attachment_id IN (SELECT attachment_id FROM attachment_pieces)"
    ).rowcount


def wipe_received_pieces(db: Database, before: datetime) -> int:
    """Wipe the pieces of files that the hub confirmed before `before`; gives how many pieces."""
    return db.execute(
        "DELETE FROM attachment_pieces WHERE attachment_id IN (SELECT attachment_id FROM parcel_receipts WHERE at < ?)",
        (stamp(before),),
    ).rowcount


_PARCEL = (
    f"SELECT attachment_id, coalesce({LISTED_BY}, '') AS listed, sha256, size, hub_key, sealed"
    " FROM parcels JOIN attachments ON attachments.id = attachment_id"
)
"""SQL for files with the event that lists them, acknowledged or not."""


class BundleRow(Struct, frozen=True):
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


def insert_bundle(db: Database, bundle: BundleRow) -> None:
    """Store a bundle before the first byte of it is written."""
    db.table("bundles").insert(to_row(bundle))


def mark_bundle_made(db: Database, bundle_id: str, size: int) -> None:
    """Note that the file was written to its end, with so many bytes."""
    db.execute("UPDATE bundles SET made = 1, bytes = ? WHERE id = ?", (size, bundle_id))


def mark_bundle_answered(db: Database, bundle_id: str, at: datetime) -> None:
    """Note that the whole answer was taken."""
    db.execute("UPDATE bundles SET answered_at = ? WHERE id = ?", (stamp(at), bundle_id))


def read_bundle(db: Database, bundle_id: str) -> BundleRow | None:
    """The bundle of that id, None where this box made none."""
    return read_row(BundleRow, db.table("bundles").rows_where("id = ?", [bundle_id]))


def select_latest_bundles(db: Database, limit: int = 5) -> list[BundleRow]:
    """The bundles that were written to their end, newest first."""
    found = db.table("bundles").rows_where("made = 1", order_by="made_at DESC, rowid DESC", limit=limit)
    return read_rows(BundleRow, found)


def delete_old_bundles(db: Database, before: datetime) -> int:
    """Delete what was made before `before`, answered or not; gives how many."""
    return db.execute("DELETE FROM bundles WHERE made_at < ?", (stamp(before),)).rowcount


def select_due_event_ids(db: Database) -> list[tuple[str, int]]:
    """The ids of all events that are due, as `outbox.select_due_events`, each with the bytes of its sealed body."""
    return db.execute(f"SELECT id, length(sealed) {DUE}").fetchall()


def select_events_by_id(db: Database, ids: Sequence[str]) -> list[SealedEvent]:
    """The events of these ids as they are sealed now, in this order; those that are not here are left out."""
    query = f"SELECT {SEALED} FROM events WHERE id IN (SELECT value FROM json_each(?))"
    found = {event.id: event for event in read_rows(SealedEvent, db.query(query, [to_json_array(ids)]))}
    return [found[event_id] for event_id in ids if event_id in found]


def select_bundle_parcels(db: Database, hub_key: str, events: Sequence[str]) -> list[ParcelRow]:
    """Files that the hub lacks and has not refused, sealed to that key of it, of one of these events or of one that it
    has acknowledged; oldest first."""
    found = db.query(
        f"{_PARCEL} WHERE hub_key = ? AND attachment_id NOT IN (SELECT attachment_id FROM parcel_receipts)"
        " AND attachment_id NOT IN (SELECT attachment_id FROM parcel_refusals)"
        " AND (listed IN (SELECT value FROM json_each(?)) OR listed IN (SELECT event_id FROM acknowledgements))"
        " ORDER BY added_at",
        [hub_key, to_json_array(events)],
    )
    return read_rows(ParcelRow, found)


def read_parcel(db: Database, attachment_id: str) -> ParcelRow | None:
    """One file with the event that lists it, None where it is not queued."""
    return read_row(ParcelRow, db.query(f"{_PARCEL} WHERE attachment_id = ?", [attachment_id]))
