"""The hub's updates about cases, in the order they came; their words are sealed to the case's service."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from kiosk.clock import moment, stamp
from kiosk.store.database import Database
from kiosk.store.events import given_documents


class NewUpdate(Struct, frozen=True):
    """An update as the hub gave it: its clear part, and `body`, JSON sealed to `service_id`.

    `kind` equals an `UpdateKind`, or is the word of a newer hub; so does `state` with `CaseState`. `at` is the moment
    as the hub wrote it. `cursor` is its place among the updates of the hub's `epoch`. `papers_by` is the ISO day by
    which papers are due, "" for none.
    """

    id: str
    epoch: str
    cursor: int
    reference: str
    kind: str
    state: str
    at: str
    service_id: str
    body: bytes
    papers_by: str = ""


class Update(Struct, frozen=True):
    """A stored update; `body` is empty after it was destroyed, the other attributes are those of `NewUpdate`.

    `papers_by` is None where the service asked for no papers, or did not say by when.
    """

    id: str
    reference: str
    kind: str
    state: str
    at: datetime
    service_id: str
    body: bytes
    received_at: datetime
    seen_at: datetime | None
    papers_by: date | None = None


def cursor(db: Database, epoch: str) -> int:
    """The cursor after which to ask the hub for more, 0 for a hub with a new epoch (it was restored)."""
    return int(db.execute("SELECT coalesce(max(cursor), 0) FROM updates WHERE epoch = ?", [epoch]).fetchone()[0])


def add(db: Database, update: NewUpdate, at: datetime) -> None:
    """Store an update received at a moment; one that is there already only gets the new epoch and cursor."""
    db.execute(
        "INSERT INTO updates (id, epoch, cursor, reference, kind, state, at, service_id, body, received_at,"
        " papers_by) VALUES (:id, :epoch, :cursor, :reference, :kind, :state, :at, :service_id, :body, :received_at,"
        " :papers_by)"
        " ON CONFLICT (id) DO UPDATE SET epoch = excluded.epoch, cursor = excluded.cursor",
        asdict(update) | {"received_at": stamp(at)},
    )


def of(db: Database, reference: str) -> list[Update]:
    """Every update of a reference, oldest first."""
    return list(map(as_update, db.table("updates").rows_where("reference = ?", [reference], order_by="number")))


def get(db: Database, update_id: str) -> Update | None:
    """The update of that id, None where there is none."""
    return next(map(as_update, db.table("updates").rows_where("id = ?", [update_id])), None)


def see(db: Database, update_ids: Iterable[str], at: datetime) -> None:
    """Mark updates as seen at the desk; one that was seen before keeps its first moment."""
    db.conn.executemany(
        "UPDATE updates SET seen_at = ? WHERE id = ? AND seen_at IS NULL",
        [(stamp(at), update_id) for update_id in update_ids],
    )


def forget_seen(db: Database, seen_before: datetime) -> int:
    """Wipe the words of updates seen before `seen_before`, and their documents; gives how many.

    Words that nobody has seen stay.
    """
    wiped = db.execute(
        "UPDATE updates SET body = x'' WHERE length(body) > 0 AND seen_at < ?", (stamp(seen_before),)
    ).rowcount
    given_documents.forget_wordless(db)
    return int(wiped)


def forget(db: Database, reference: str, received_before: datetime) -> None:
    """Wipe the words and documents of a reference's updates received before `received_before`, seen or not."""
    db.execute(
        "UPDATE updates SET body = x'' WHERE reference = ? AND received_at < ?", (reference, stamp(received_before))
    )
    given_documents.forget_wordless(db)


def as_update(record: dict[str, Any]) -> Update:
    """The update of a row with every column of `updates`."""
    seen = record["seen_at"]
    return Update(
        record["id"],
        record["reference"],
        record["kind"],
        record["state"],
        moment(record["at"]),
        record["service_id"],
        record["body"],
        moment(record["received_at"]),
        moment(seen) if seen else None,
        date.fromisoformat(record["papers_by"]) if record["papers_by"] else None,
    )
