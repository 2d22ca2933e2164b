"""Events of this box, and what the hub answered to each."""

from datetime import datetime
from typing import Any

from kiosk.clock import moment, stamp
from kiosk.domain.event import Event
from kiosk.store.database import Database, number, row, rows

_COLUMNS = "id, stream, sequence, type, reference, body, recorded_at, replaces"


def add(db: Database, event: Event) -> None:
    """Keep an event for ever; one place in a stream holds one event that replaces nothing."""
    db.conn.execute(
        f"INSERT INTO events ({_COLUMNS}, sha256) VALUES (?,?,?,?,?,?,?,?,?)",
        (event.id, event.stream, event.sequence, event.type, event.reference, event.body, stamp(event.recorded_at),
         event.replaces or None, event.sha256),
    )  # fmt: skip


def get(db: Database, event_id: str) -> Event | None:
    """The event of that id."""
    found = row(db, f"SELECT {_COLUMNS} FROM events WHERE id = ?", event_id)
    return None if found is None else _event(found)


def current(db: Database, stream: str, type_: str) -> Event | None:
    """The newest event of a type in a stream: the one that no other replaces."""
    found = row(
        db,
        f"SELECT {_COLUMNS} FROM events WHERE stream = ? AND type = ?"
        " AND id NOT IN (SELECT replaces FROM events WHERE replaces IS NOT NULL)"
        " ORDER BY sequence DESC LIMIT 1",
        stream,
        type_,
    )
    return None if found is None else _event(found)


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


def behind(db: Database, stream: str, sequence: int) -> list[Event]:
    """The events that wait behind a place in a stream, in order; the hub has taken none of them."""
    found = rows(
        db,
        f"SELECT {_COLUMNS} FROM outbox WHERE stream = ? AND sequence > ? ORDER BY sequence",
        stream,
        sequence,
    )
    return list(map(_event, found))


def due(db: Database, limit: int) -> list[Event]:
    """The next events to send: the stream that waits longest first, each in its order, none that needs attention.

    Within a stream the place decides and not the date: a mended event is younger than those that wait behind it.
    """
    found = rows(
        db,
        f"SELECT {_COLUMNS} FROM events JOIN (SELECT id AS due_id, min(recorded_at) OVER (PARTITION BY stream) AS since"
        " FROM outbox WHERE stream NOT IN (SELECT stream FROM attention)) ON due_id = id"
        " ORDER BY since, stream, sequence LIMIT ?",
        limit,
    )
    return list(map(_event, found))


def sending(db: Database, events: list[Event], at: datetime) -> None:
    """Note, before the first send, that the hub may hear these from now on."""
    db.conn.executemany(
        "INSERT OR IGNORE INTO sends (event_id, first_at) VALUES (?, ?)", [(event.id, stamp(at)) for event in events]
    )


def acknowledge(db: Database, event_id: str, at: datetime, statement: bytes, signature: bytes, key: str) -> None:
    """Keep a verified acknowledgement; the same one again changes nothing."""
    db.conn.execute(
        "INSERT OR IGNORE INTO acknowledgements (event_id, at, statement, signature, key) VALUES (?,?,?,?,?)",
        (event_id, stamp(at), statement, signature, key),
    )


def reject(db: Database, event_id: str, at: datetime, code: str, detail: str) -> None:
    """Keep the hub's refusal of an event."""
    db.conn.execute(
        "INSERT OR IGNORE INTO rejections (event_id, at, code, detail) VALUES (?,?,?,?)",
        (event_id, stamp(at), code, detail),
    )


def dismiss(db: Database, event_id: str, at: datetime) -> None:
    """Set an event aside that the hub never took: it is not sent any more, and asks for nothing."""
    db.conn.execute("INSERT OR IGNORE INTO dismissals (event_id, at) VALUES (?, ?)", (event_id, stamp(at)))


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
    """Events the desk has to mend: `id, stream, sequence, type, reference, body, code, detail, rejected_at`."""
    return rows(db, "SELECT * FROM attention ORDER BY rejected_at")


def history(db: Database, reference: str) -> list[dict[str, Any]]:
    """Every event of a reference with what became of it, in order."""
    return rows(
        db,
        "SELECT events.id, events.sequence, events.type, events.body, events.recorded_at, events.replaces,"
        " acknowledgements.at AS acknowledged_at, rejections.at AS rejected_at, rejections.code, dismissals.at AS"
        " dismissed_at, (SELECT 1 FROM events later WHERE later.replaces = events.id) AS replaced FROM events"
        " LEFT JOIN acknowledgements ON acknowledgements.event_id = events.id"
        " LEFT JOIN rejections ON rejections.event_id = events.id"
        " LEFT JOIN dismissals ON dismissals.event_id = events.id"
        " WHERE events.reference = ? ORDER BY events.recorded_at",
        reference,
    )


def acknowledged_at(db: Database, event_id: str) -> datetime | None:
    """When the hub's acknowledgement of an event was verified here."""
    found = row(db, "SELECT at FROM acknowledgements WHERE event_id = ?", event_id)
    return None if found is None else moment(found["at"])


def newest_moment(db: Database, after: int = 0) -> datetime | None:
    """When the newest event was recorded, the first `after` left out; an honest clock does not precede it."""
    # Events are never deleted, so that their rowids count them.
    found = row(db, "SELECT recorded_at FROM events WHERE rowid > ? ORDER BY recorded_at DESC LIMIT 1", after)
    return None if found is None else moment(found["recorded_at"])


def count(db: Database) -> int:
    """How many events there are."""
    return number(db, "SELECT max(rowid) FROM events")


def _event(found: dict[str, Any]) -> Event:
    return Event(**{**found, "recorded_at": moment(found["recorded_at"]), "replaces": found["replaces"] or ""})
