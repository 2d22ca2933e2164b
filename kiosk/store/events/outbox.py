"""Events of this box and their order: appended, sealed for the hub, sent when due. Bodies are locked here."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from msgspec import Struct

from kiosk.clock import moment, stamp
from kiosk.crypto import keys, sealing
from kiosk.domain.events.event import Event, EventType
from kiosk.domain.events.sealed import EventHeader, SealedEvent, make_event_statement
from kiosk.store.database import Database


def insert_sends(db: Database, events: list[SealedEvent], at: datetime) -> None:
    """Note, before they are first sent, that the hub may have these events."""
    db.table("sends").insert_all(({"event_id": event.id, "first_at": stamp(at)} for event in events), ignore=True)


def insert_acknowledgement(
    db: Database, event_id: str, at: datetime, statement: bytes, signature: bytes, key: str
) -> None:
    """Store a verified acknowledgement; a later one of the same event replaces it."""
    acknowledgement = {
        "event_id": event_id,
        "at": stamp(at),
        "statement": statement,
        "signature": signature,
        "key": key,
    }
    db.table("acknowledgements").insert(acknowledgement, replace=True)


def requeue_all_events(db: Database) -> int:
    """Queue every event again whose sealed bytes are still here, because the hub was restored; gives how many.

    The hub acknowledges again the ones it has.
    """
    return db.execute(
        "INSERT OR IGNORE INTO unanswered (event_id) SELECT acknowledgements.event_id FROM acknowledgements"
        " JOIN events ON events.id = acknowledgements.event_id WHERE length(events.sealed) > 0"
    ).rowcount


def wipe_sealed_bytes(db: Database, before: datetime) -> int:
    """Wipe the sealed bytes, kept for a restored hub, of events that were acknowledged before `before`, and of those
    that are never sent again: what took their place was acknowledged, or they were set aside. Gives how many.

    A stream keeps them as a whole: what such a hub is being sent again, until it is acknowledged again, and an earlier
    event as long as a later one, which the hub does not take without it.
    """
    return db.execute(
        # What was answered before was recorded before: the index of what is still sealed leads to those alone.
        "UPDATE events INDEXED BY events_sealed SET sealed = x'' WHERE length(sealed) > 0 AND recorded_at < :before"
        " AND (EXISTS (SELECT 1 FROM acknowledgements WHERE event_id = events.id AND at < :before)"
        " OR EXISTS (SELECT 1 FROM dismissals WHERE event_id = events.id AND at < :before)"
        " OR EXISTS (SELECT 1 FROM events later JOIN acknowledgements ON event_id = later.id"
        " WHERE later.replaces = events.id AND acknowledgements.at < :before))"
        " AND NOT EXISTS (SELECT 1 FROM events other LEFT JOIN acknowledgements ON event_id = other.id"
        " WHERE other.stream = events.stream AND (acknowledgements.at >= :before OR other.id IN unanswered))",
        {"before": stamp(before)},
    ).rowcount


def wipe_event_bodies(db: Database, stream: str) -> None:
    """Wipe the locked bodies of a stream's events; the rows stay, with their dates and hashes."""
    db.execute("UPDATE events SET kept = x'' WHERE stream = ?", (stream,))


def insert_rejection(db: Database, event_id: str, at: datetime, code: str, detail: str) -> None:
    """Store the hub's refusal of an event: its code, and its detail in the hub's words."""
    db.table("rejections").insert({"event_id": event_id, "at": stamp(at), "code": code, "detail": detail}, ignore=True)


def was_event_rejected(db: Database, event_id: str) -> bool:
    """Whether the hub has refused an event, whatever was done about it since."""
    return db.table("rejections").count_where("event_id = ?", [event_id]) > 0


def count_unmended_events(db: Database) -> int:
    """How many events the hub has refused that the desk has neither mended nor set aside."""
    return db.view("attention").count_where()


def insert_dismissal(db: Database, event_id: str, at: datetime) -> None:
    """Set aside an event that the hub has not taken: it is not sent any more, and needs no attention."""
    db.table("dismissals").insert({"event_id": event_id, "at": stamp(at)}, ignore=True)


def read_acknowledged_moment(db: Database, event_id: str) -> datetime | None:
    """When the hub's acknowledgement of an event was verified here, None before."""
    acknowledgement = next(db.table("acknowledgements").rows_where("event_id = ?", [event_id], select="at"), None)
    return None if acknowledgement is None else moment(acknowledgement["at"])


SEALED = "id, stream, sequence, type, reference, replaces, sha256, sealed_to, sealed, signature"
# CROSS JOIN keeps the order in which SQLite looks: from the number of an event to its case, and to the events of that.
# Its own plan reads all that waits, once for each event that waits.
_WAITS = "CROSS JOIN events waiting ON waiting.stream = submissions.case_id"
_IS_OPEN = "(+waiting.id IN unanswered OR +waiting.id IN (SELECT id FROM attention))"
DUE = (
    "FROM events JOIN (SELECT id AS due_id, min(recorded_at) OVER (PARTITION BY stream) AS since"
    " FROM outbox WHERE stream NOT IN (SELECT stream FROM attention)) ON due_id = id"
    " WHERE sealed_to <> '' AND NOT EXISTS (SELECT 1 FROM submissions"
    f" {_WAITS} WHERE submissions.reference = events.reference AND submissions.case_id <> events.stream AND {_IS_OPEN})"
    " AND NOT EXISTS (SELECT 1 FROM aliases CROSS JOIN submissions ON submissions.case_id = aliases.case_id"
    f" {_WAITS} WHERE aliases.former = events.reference AND submissions.case_id <> events.stream AND {_IS_OPEN})"
    " ORDER BY since, stream, sequence"
)
"""SQL for the events that are due, in order: see `select_due_events`."""
_COLUMNS = "id, stream, sequence, type, reference, sha256, recorded_at, replaces, kept"


class WaitingEvent(Struct, frozen=True):
    """An event that the hub has not answered; `sent` is whether the hub may have heard it."""

    id: str
    stream: str
    sequence: int
    type: EventType
    reference: str
    recorded_at: datetime
    sent: bool

    @classmethod
    def read(cls, row: dict[str, Any]) -> Self:
        """From a row of the view `outbox` with `sent`."""
        typed = {"type": EventType(row["type"]), "recorded_at": moment(row["recorded_at"]), "sent": bool(row["sent"])}
        return cls(**row | typed)


@dataclass(frozen=True, slots=True)
class RefusedEvent:
    """An event that the hub refused and the desk has to mend; `kept` is its locked body.

    `code` is the hub's reason and `detail` what it says of it. `service_id` is the service of the case, "" for an
    event in a stream that is no case of this box.
    """

    id: str
    stream: str
    sequence: int
    type: EventType
    reference: str
    kept: bytes = field(repr=False)
    code: str
    detail: str
    rejected_at: datetime
    service_id: str

    @classmethod
    def read(cls, row: dict[str, Any]) -> Self:
        """From a row of these columns of the view `attention`, with the service of its case."""
        typed = {"type": EventType(row["type"]), "rejected_at": moment(row["rejected_at"])}
        return cls(**row | typed | {"service_id": row["service_id"] or ""})


@dataclass(frozen=True, slots=True)
class PastEvent:
    """An event and what became of it. `kept` is its locked body, empty once destroyed.

    `replaces` is the event whose place it takes, "" for none; `replaced` is whether another took its place. `code` is
    why the hub refused it, "" where it did not.
    """

    id: str
    stream: str
    sequence: int
    type: EventType
    kept: bytes = field(repr=False)
    recorded_at: datetime
    replaces: str
    acknowledged_at: datetime | None
    rejected_at: datetime | None
    code: str
    dismissed_at: datetime | None
    replaced: bool

    @classmethod
    def read(cls, row: dict[str, Any]) -> Self:
        """From a row of `events` with its acknowledgement, its rejection and its dismissal."""
        ends = ("acknowledged_at", "rejected_at", "dismissed_at")
        moments = {name: moment(row[name]) if row[name] else None for name in ends}
        typed = {"type": EventType(row["type"]), "recorded_at": moment(row["recorded_at"])}
        named = {"replaces": row["replaces"] or "", "code": row["code"] or "", "replaced": bool(row["replaced"])}
        return cls(**row | moments | typed | named)


class StoredEvent(EventHeader, frozen=True):
    """A stored event; `body(key)` decrypts it, as long as the key of its stream exists."""

    recorded_at: datetime
    kept: bytes

    def body(self, key: bytes) -> bytes:
        """The event's canonical bytes. Raises `Unreadable`, also after they were destroyed."""
        return decrypt_event_body(self.id, self.kept, key)

    def event(self, key: bytes) -> Event:
        """The event with its decrypted body. Raises `Unreadable`."""
        return Event(
            self.id,
            self.stream,
            self.sequence,
            self.type,
            self.reference,
            self.body(key),
            self.recorded_at,
            self.replaces,
        )


def insert_event(db: Database, event: Event, key: bytes, sealed: SealedEvent | None = None) -> None:
    """Store an event, which is never deleted. A place in a stream takes one event that replaces nothing.

    `key` is the stream's; `sealed` is None where there is no hub to seal it to.
    """
    locked = sealing.lock_bytes(key, event.body, _about(event.id))
    written = {
        "id": event.id, "stream": event.stream, "sequence": event.sequence, "type": event.type,
        "reference": event.reference, "sha256": event.sha256, "recorded_at": stamp(event.recorded_at),
        "replaces": event.replaces or None, "kept": locked, "size": len(event.body), **_sealed(sealed),
    }  # fmt: skip
    db.table("events").insert(written)


def decrypt_event_body(event_id: str, kept: bytes, key: bytes) -> bytes:
    """The canonical bytes of a row that holds a `kept` body. Raises `Unreadable`."""
    return sealing.unlock_bytes(key, kept, _about(event_id))


def update_event_seal(db: Database, event_id: str, sealed: SealedEvent) -> None:
    """Store an event's bytes as sealed for the hub; its own body and hash do not change."""
    db.execute(
        "UPDATE events SET sealed = :sealed, sealed_to = :sealed_to, signature = :signature WHERE id = :id",
        {**_sealed(sealed), "id": event_id},
    )


def update_event_signatures(db: Database, site: str, seed: bytes) -> None:
    """Sign with another key of the site every event that may still be sent; what is sealed does not change."""
    columns = "id, stream, sequence, type, reference, replaces, sha256"
    for header in list(db.table("events").rows_where("length(sealed) > 0", select=columns)):
        typed = {"type": EventType(header["type"]), "replaces": header["replaces"] or ""}
        signature = keys.sign_bytes(seed, make_event_statement(site, EventHeader(**header | typed)))
        db.execute("UPDATE events SET signature = ? WHERE id = ?", (signature, header["id"]))


def clear_event_seal(db: Database, event_id: str) -> None:
    """Do not send an event as it is sealed: it is sealed again as soon as somebody may open it."""
    db.execute("UPDATE events SET sealed_to = '' WHERE id = ?", (event_id,))


def select_events_to_seal(db: Database, key_id: str) -> list[StoredEvent]:
    """Events not acknowledged that are sealed to no key, or to another than this one; the oldest first."""
    query = f"SELECT {_COLUMNS} FROM outbox WHERE sealed_to <> ? AND length(kept) > 0 ORDER BY recorded_at"
    return list(map(_kept, db.query(query, [key_id])))


def count_events_to_seal(db: Database, key_id: str) -> int:
    """How many events `select_events_to_seal` would give."""
    return db.view("outbox").count_where("sealed_to <> ? AND length(kept) > 0", [key_id])


def read_event(db: Database, event_id: str) -> StoredEvent | None:
    """The event of that id, None where there is none."""
    return next(map(_kept, db.table("events").rows_where("id = ?", [event_id], select=_COLUMNS)), None)


def read_newest_event(db: Database, stream: str, type_: EventType) -> StoredEvent | None:
    """The newest event of a type in a stream that no other replaces, None where there is none."""
    query = (
        f"SELECT {_COLUMNS} FROM events WHERE stream = ? AND type = ?"
        " AND NOT EXISTS (SELECT 1 FROM events later WHERE later.replaces = events.id)"
        " ORDER BY sequence DESC LIMIT 1"
    )
    return next(map(_kept, db.query(query, [stream, type_])), None)


def read_next_place(db: Database, stream: str) -> tuple[int, str]:
    """The next free place in a stream, from 1, and the event it replaces there ("" for none).

    The place of an event that was set aside is free again: the hub would wait for it for ever.
    """
    free = next(
        db.query(
            "SELECT sequence, id FROM events WHERE stream = ? AND +id IN (SELECT event_id FROM dismissals)"
            " AND NOT EXISTS (SELECT 1 FROM events later WHERE later.replaces = events.id) ORDER BY sequence LIMIT 1",
            [stream],
        ),
        None,
    )
    if free is not None:
        return int(free["sequence"]), str(free["id"])
    taken = db.execute("SELECT coalesce(max(sequence), 0) FROM events WHERE stream = ?", [stream])
    return taken.fetchone()[0] + 1, ""


def select_events_behind(db: Database, stream: str, sequence: int) -> list[StoredEvent]:
    """The events that wait behind a place in a stream, in order; the hub has taken none of them."""
    found = db.view("outbox").rows_where(
        "stream = ? AND sequence > ?", [stream, sequence], order_by="sequence", select=_COLUMNS
    )
    return list(map(_kept, found))  # fmt: skip


def select_due_events(db: Database, limit: int) -> list[SealedEvent]:
    """The next events to send: the stream that waits longest first, each in its order, none that needs attention.

    Within a stream the place decides and not the date: a mended event is younger than those that wait behind it.
    Not due are events that are not sealed yet, and those about a case in another stream while the case's own wait.
    """
    return select_sealed_events(db, f"SELECT {SEALED} {DUE} LIMIT ?", limit)


def read_unsent_summary(db: Database) -> tuple[int, str]:
    """How many events the hub has not acknowledged, and the stamp of the oldest ("" where there is none)."""
    unanswered = next(db.query("SELECT count(*) AS many, min(recorded_at) AS oldest FROM outbox"), None) or {}
    return int(unanswered["many"]), unanswered["oldest"] or ""


def select_waiting_events(db: Database, limit: int = 100) -> list[WaitingEvent]:
    """Events not acknowledged, oldest first."""
    found = db.query(
        "SELECT outbox.id, stream, sequence, type, reference, recorded_at, sends.first_at IS NOT NULL AS sent"
        " FROM outbox LEFT JOIN sends ON sends.event_id = outbox.id ORDER BY recorded_at LIMIT ?",
        [limit],
    )
    return list(map(WaitingEvent.read, found))


def select_refused_events(db: Database) -> list[RefusedEvent]:
    """Events the desk has to mend, in the order the hub refused them."""
    found = db.query(
        "SELECT attention.id, stream, sequence, type, reference, kept, code, detail, rejected_at, cases.service_id"
        " FROM attention LEFT JOIN cases ON cases.id = attention.stream ORDER BY rejected_at"
    )
    return list(map(RefusedEvent.read, found))


def select_event_history(db: Database, reference: str) -> list[PastEvent]:
    """Every event of a reference with what became of it, in order.

    A case that has another number now belongs to that one, with all that happened under the former.
    """
    found = db.query(
        "SELECT events.id, events.stream, events.sequence, events.type, events.kept, events.recorded_at,"
        " events.replaces, acknowledgements.at AS acknowledged_at, rejections.at AS rejected_at, rejections.code,"
        " dismissals.at AS dismissed_at,"
        " (SELECT 1 FROM events later WHERE later.replaces = events.id) AS replaced FROM events"
        " LEFT JOIN acknowledgements ON acknowledgements.event_id = events.id"
        " LEFT JOIN rejections ON rejections.event_id = events.id"
        " LEFT JOIN dismissals ON dismissals.event_id = events.id"
        " WHERE (events.reference = ?1 AND NOT EXISTS (SELECT 1 FROM submissions"
        " WHERE submissions.case_id = events.stream AND submissions.reference <> events.reference))"
        " OR events.stream IN (SELECT case_id FROM submissions WHERE reference = ?1)"
        " OR events.reference IN (SELECT former FROM aliases JOIN submissions USING (case_id)"
        " WHERE submissions.reference = ?1 AND why <> 'reference-taken')"
        " ORDER BY events.recorded_at",
        [reference],
    )
    return list(map(PastEvent.read, found))


def read_newest_moment(db: Database, after: int = 0) -> datetime | None:
    """When the newest event was recorded, the first `after` left out; a right clock is later."""
    # Events are never deleted, so that their rowids count them. Without a newer one the query below reads them all.
    if after and count_events(db) <= after:
        return None
    event = next(
        db.table("events").rows_where("rowid > ?", [after], order_by="recorded_at DESC", select="recorded_at", limit=1),
        None,
    )
    return None if event is None else moment(event["recorded_at"])


def count_events(db: Database) -> int:
    """How many events there are."""
    return int(db.execute("SELECT coalesce(max(rowid), 0) FROM events").fetchone()[0])


def _kept(record: dict[str, Any]) -> StoredEvent:
    typed = {"type": EventType(record["type"]), "recorded_at": moment(record["recorded_at"])}
    return StoredEvent(**record | typed | {"replaces": record["replaces"] or ""})


def select_sealed_events(db: Database, query: str, *values: object) -> list[SealedEvent]:
    """The events of a query for the columns of `SEALED`, as they are sealed now."""
    return [
        SealedEvent(
            event["id"], event["stream"], event["sequence"], EventType(event["type"]), event["reference"],
            event["replaces"] or "", event["sha256"], event["sealed_to"], event["sealed"], event["signature"],
        )
        for event in db.query(query, values)
    ]  # fmt: skip


def _sealed(sealed: SealedEvent | None) -> dict[str, bytes | str]:
    if sealed is None:
        return {"sealed": b"", "sealed_to": "", "signature": b""}
    return {"sealed": sealed.sealed, "sealed_to": sealed.key, "signature": sealed.signature}


def _about(event_id: str) -> str:
    """What a body is locked for (the associated data of its encryption)."""
    return f"event:{event_id}"
