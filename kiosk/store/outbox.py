"""Events of this box, and what the hub answered to each; the bodies are locked here, and sealed for the hub."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kiosk import sealing
from kiosk.clock import moment, stamp
from kiosk.domain.event import Event
from kiosk.domain.sealed import Sealed
from kiosk.store.database import Database, number, row, rows

_COLUMNS = "id, stream, sequence, type, reference, sha256, recorded_at, replaces, kept"


@dataclass(frozen=True, slots=True)
class Kept:
    """An event as it lies here: `body(key)` opens it while the key of its stream lives."""

    id: str
    stream: str
    sequence: int
    type: str
    reference: str
    sha256: str
    recorded_at: datetime
    replaces: str
    kept: bytes

    def body(self, key: bytes) -> bytes:
        """The canonical bytes. Raises `Refused("unreadable")`, also once they are destroyed."""
        return opened(self.id, self.kept, key)

    def event(self, key: bytes) -> Event:
        """The event, opened."""
        return Event(
            self.id, self.stream, self.sequence, self.type, self.reference, self.body(key), self.recorded_at,
            self.replaces,
        )  # fmt: skip


def add(db: Database, event: Event, key: bytes, sealed: Sealed | None = None) -> None:
    """Keep an event for ever; one place in a stream holds one event that replaces nothing.

    `key` is its stream's; `sealed` is None while there is no hub to seal it to.
    """
    kept = sealing.lock(key, event.body, _about(event.id))
    db.conn.execute(
        f"INSERT INTO events ({_COLUMNS}, size, sealed, sealed_to, signature) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (event.id, event.stream, event.sequence, event.type, event.reference, event.sha256, stamp(event.recorded_at),
         event.replaces or None, kept, len(event.body), *_sealed(sealed)),
    )  # fmt: skip


def opened(event_id: str, kept: bytes, key: bytes) -> bytes:
    """The canonical bytes of a row that holds a `kept` body. Raises `Refused("unreadable")`."""
    return sealing.unlock(key, kept, _about(event_id))


def seal(db: Database, event_id: str, sealed: Sealed) -> None:
    """Keep an event as the hub will read it; its clear bytes and their hash stay what they were."""
    db.conn.execute(
        "UPDATE events SET sealed = ?, sealed_to = ?, signature = ? WHERE id = ?", (*_sealed(sealed), event_id)
    )


def unsealed(db: Database, key_id: str) -> list[Kept]:
    """Events not acknowledged that are sealed to no key, or to another than this one; the oldest first."""
    found = rows(
        db,
        f"SELECT {_COLUMNS} FROM outbox WHERE sealed_to <> ? AND length(kept) > 0 ORDER BY recorded_at",
        key_id,
    )
    return list(map(_kept, found))


def get(db: Database, event_id: str) -> Kept | None:
    """The event of that id."""
    found = row(db, f"SELECT {_COLUMNS} FROM events WHERE id = ?", event_id)
    return None if found is None else _kept(found)


def current(db: Database, stream: str, type_: str) -> Kept | None:
    """The newest event of a type in a stream: the one that no other replaces."""
    found = row(
        db,
        f"SELECT {_COLUMNS} FROM events WHERE stream = ? AND type = ?"
        " AND id NOT IN (SELECT replaces FROM events WHERE replaces IS NOT NULL)"
        " ORDER BY sequence DESC LIMIT 1",
        stream,
        type_,
    )
    return None if found is None else _kept(found)


def next_place(db: Database, stream: str) -> tuple[int, str]:
    """The next free place in a stream, from 1, and the event it replaces there ("" for none).

    The place of an event that was set aside is free again: the hub never took it, and would wait for it for ever.
    """
    free = row(
        db,
        "SELECT sequence, id FROM events WHERE stream = ? AND id IN (SELECT event_id FROM dismissals)"
        " AND id NOT IN (SELECT replaces FROM events WHERE replaces IS NOT NULL) ORDER BY sequence LIMIT 1",
        stream,
    )
    if free is not None:
        return int(free["sequence"]), str(free["id"])
    return number(db, "SELECT max(sequence) FROM events WHERE stream = ?", stream) + 1, ""


def behind(db: Database, stream: str, sequence: int) -> list[Kept]:
    """The events that wait behind a place in a stream, in order; the hub has taken none of them."""
    found = rows(
        db,
        f"SELECT {_COLUMNS} FROM outbox WHERE stream = ? AND sequence > ? ORDER BY sequence",
        stream,
        sequence,
    )
    return list(map(_kept, found))


def due(db: Database, limit: int) -> list[Sealed]:
    """The next events to send: the stream that waits longest first, each in its order, none that needs attention.

    Within a stream the place decides and not the date: a mended event is younger than those that wait behind it.
    What is sealed to nobody yet is not due, nor what came of a case in another stream while its own still waits.
    """
    found = rows(
        db,
        "SELECT id, stream, sequence, type, reference, replaces, sha256, sealed_to, sealed, signature FROM events"
        " JOIN (SELECT id AS due_id, min(recorded_at) OVER (PARTITION BY stream) AS since"
        " FROM outbox WHERE stream NOT IN (SELECT stream FROM attention)) ON due_id = id"
        " WHERE sealed_to <> '' AND NOT EXISTS (SELECT 1 FROM submissions JOIN events waiting"
        " ON waiting.stream = submissions.case_id WHERE submissions.reference = events.reference"
        " AND submissions.case_id <> events.stream AND (waiting.id IN unanswered"
        " OR waiting.id IN (SELECT id FROM attention))) ORDER BY since, stream, sequence LIMIT ?",
        limit,
    )
    return [
        Sealed(
            each["id"], each["stream"], each["sequence"], each["type"], each["reference"], each["replaces"] or "",
            each["sha256"], each["sealed_to"], each["sealed"], each["signature"],
        )
        for each in found
    ]  # fmt: skip


def unsent(db: Database) -> tuple[int, str]:
    """How many events the hub has not acknowledged, and the stamp of the oldest ("" where there is none)."""
    found = row(db, "SELECT count(*) AS many, min(recorded_at) AS oldest FROM outbox") or {}
    return int(found["many"]), found["oldest"] or ""


def waiting(db: Database, limit: int = 100) -> list[dict[str, Any]]:
    """Events not acknowledged, oldest first, with `sent` true once the hub may have heard one."""
    return rows(
        db,
        "SELECT outbox.id, stream, sequence, type, reference, recorded_at, sends.first_at IS NOT NULL AS sent"
        " FROM outbox LEFT JOIN sends ON sends.event_id = outbox.id ORDER BY recorded_at LIMIT ?",
        limit,
    )


def attention(db: Database) -> list[dict[str, Any]]:
    """Events the desk has to mend: `id, stream, sequence, type, reference, kept, code, detail, rejected_at`."""
    return rows(db, "SELECT * FROM attention ORDER BY rejected_at")


def history(db: Database, reference: str) -> list[dict[str, Any]]:
    """Every event of a reference with what became of it, in order."""
    return rows(
        db,
        "SELECT events.id, events.stream, events.sequence, events.type, events.kept, events.recorded_at,"
        " events.replaces, acknowledgements.at AS acknowledged_at, rejections.at AS rejected_at, rejections.code,"
        " dismissals.at AS dismissed_at,"
        " (SELECT 1 FROM events later WHERE later.replaces = events.id) AS replaced FROM events"
        " LEFT JOIN acknowledgements ON acknowledgements.event_id = events.id"
        " LEFT JOIN rejections ON rejections.event_id = events.id"
        " LEFT JOIN dismissals ON dismissals.event_id = events.id"
        " WHERE events.reference = ? ORDER BY events.recorded_at",
        reference,
    )


def newest_moment(db: Database, after: int = 0) -> datetime | None:
    """When the newest event was recorded, the first `after` left out; an honest clock does not precede it."""
    # Events are never deleted, so that their rowids count them.
    found = row(db, "SELECT recorded_at FROM events WHERE rowid > ? ORDER BY recorded_at DESC LIMIT 1", after)
    return None if found is None else moment(found["recorded_at"])


def count(db: Database) -> int:
    """How many events there are."""
    return number(db, "SELECT max(rowid) FROM events")


def _kept(found: dict[str, Any]) -> Kept:
    return Kept(**{**found, "recorded_at": moment(found["recorded_at"]), "replaces": found["replaces"] or ""})


def _sealed(sealed: Sealed | None) -> tuple[bytes, str, bytes]:
    return (b"", "", b"") if sealed is None else (sealed.sealed, sealed.key, sealed.signature)


def _about(event_id: str) -> str:
    """The name under which a body is locked."""
    return f"event:{event_id}"
