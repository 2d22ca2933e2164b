"""The hub of this box, and the events for it: appended, sealed, sent when due, each in its order; bodies are locked."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from kiosk.clock import moment, stamp
from kiosk.crypto import keys, sealing
from kiosk.domain.events.event import Event, EventType
from kiosk.domain.events.sealed import EventHeader, SealedEvent, make_event_statement
from kiosk.domain.proofs.signed_statement import SignedStatement
from kiosk.store.database import Database, read_column, read_row, read_rows, read_value, to_json_array, to_row


def save_hub_standing(db: Database, signed: SignedStatement, at: datetime) -> None:
    """Keep what the hub signed of itself, verified, in the place of the one before."""
    standing = {"id": 1, "statement": signed.statement, "signature": signed.signature, "received_at": stamp(at)}
    db.table("hub_standing").insert(standing, replace=True)


def read_hub_standing(db: Database) -> SignedStatement | None:
    """What the hub signed last of itself; None before the first."""
    return read_row(SignedStatement, db.table("hub_standing").rows)


def delete_hub_standing(db: Database) -> None:
    """Forget it, because this box is enrolled anew, perhaps at another hub."""
    db.table("hub_standing").delete_where()


def read_last_acknowledgement(db: Database, hub_key: str) -> SignedStatement | None:
    """The newest acknowledgement that the hub with this key signed, None where there is none."""
    found = db.table("acknowledgements").rows_where("key = ?", [hub_key], order_by="rowid DESC", limit=1)
    return read_row(SignedStatement, found)


class Enrolment(Struct, frozen=True):
    """What enrolling gave. `verify_key` is hexadecimal; `seal_key` is the hub's X25519 public half, 32 bytes.

    `site` is the code under which the hub knows this box.
    """

    url: str
    name: str
    token: str
    verify_key: str
    seal_key: bytes
    epoch: str = ""
    key_made_at: str = ""
    site: str = ""


def insert_enrolment(db: Database, enrolment: Enrolment, at: datetime) -> None:
    """Store an enrolment; the newest one counts."""
    db.table("enrolments").insert({"at": stamp(at), **asdict(enrolment)})


def read_enrolment(db: Database) -> Enrolment | None:
    """The newest enrolment, None before the first."""
    return read_row(Enrolment, db.query("SELECT * FROM enrolments ORDER BY id DESC LIMIT 1"))


def update_hub_key(db: Database, seal_key: bytes, key_made_at: str, epoch: str) -> None:
    """Store the hub's new sealing key and epoch: it changed its key, or was restored."""
    db.execute(
        "UPDATE enrolments SET seal_key = ?, key_made_at = ?, epoch = ? WHERE id = (SELECT max(id) FROM enrolments)",
        (seal_key, key_made_at, epoch),
    )


def insert_sends(db: Database, events: list[SealedEvent], at: datetime) -> None:
    """Note, before they are first sent, that the hub may have these events."""
    db.table("sends").insert_all(({"event_id": event.id, "first_at": stamp(at)} for event in events), ignore=True)


def insert_acknowledgement(
    db: Database, event_id: str, at: datetime, statement: bytes, signature: bytes, key: str
) -> None:
    """Store a verified acknowledgement; a later one of the same event replaces it."""
    signed = {"event_id": event_id, "at": stamp(at), "statement": statement, "signature": signature, "key": key}
    db.table("acknowledgements").insert(signed, replace=True)


def requeue_all_events(db: Database) -> int:
    """Queue again what is still sealed: the hub was restored, and acknowledges again what it has. Gives how many."""
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
    db.table("rejections").insert({"event_id": event_id, "at": stamp(at), "code": code, "detail": detail}, ignore=True)


def put_event_apart(db: Database, event_id: str, at: datetime) -> bool:
    """Send an event again without its place, which another has that this box does not know; False where it was."""
    return db.execute("INSERT OR IGNORE INTO apart (event_id, at) VALUES (?, ?)", (event_id, stamp(at))).rowcount > 0


def select_references_apart(db: Database, after: datetime) -> list[str]:
    """The numbers of cases of which an event was put apart after that, the newest first."""
    query = (
        "SELECT reference FROM apart CROSS JOIN events ON id = event_id"
        " WHERE at > ? GROUP BY reference ORDER BY max(at) DESC"
    )
    return read_column(db, query, stamp(after))


def was_event_rejected(db: Database, event_id: str) -> bool:
    """Whether the hub has refused an event, whatever was done about it since."""
    return db.table("rejections").count_where("event_id = ?", [event_id]) > 0


def count_unmended_events(db: Database) -> int:
    return db.view("attention").count_where()


def insert_dismissal(db: Database, event_id: str, at: datetime) -> None:
    """Set aside an event that the hub has not taken: it is not sent any more, and needs no attention."""
    db.table("dismissals").insert({"event_id": event_id, "at": stamp(at)}, ignore=True)


def read_acknowledged_moment(db: Database, event_id: str) -> datetime | None:
    """When the hub's acknowledgement of an event was verified here, None before."""
    at = read_value(db, "SELECT at FROM acknowledgements WHERE event_id = ?", event_id)
    return moment(at) if at else None


_HEADER = "id, stream, sequence, type, reference, coalesce(replaces, '') AS replaces, sha256"
_BEFORE = (
    "(SELECT id FROM events before WHERE before.stream = events.stream AND before.sequence = events.sequence - 1"
    " AND NOT EXISTS (SELECT 1 FROM events later WHERE later.replaces = before.id))"
)
SEALED = (
    f"{_HEADER}, sealed_to AS key, sealed, signature, coalesce({_BEFORE}, '') AS after,"
    " id IN (SELECT event_id FROM apart) AS apart"
)
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
_COLUMNS = f"{_HEADER}, recorded_at, kept"


class WaitingEvent(Struct, frozen=True):
    """An event that the hub has not answered; `sent` is whether the hub may have heard it."""

    id: str
    stream: str
    sequence: int
    type: EventType
    reference: str
    recorded_at: datetime
    sent: bool


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


class StoredEvent(EventHeader, frozen=True):
    """A stored event; `body(key)` decrypts it, as long as the key of its stream exists."""

    recorded_at: datetime
    kept: bytes

    def body(self, key: bytes) -> bytes:
        """The event's canonical bytes. Raises `Unreadable`, also after they were destroyed."""
        return decrypt_event_body(self.id, self.kept, key)

    def event(self, key: bytes) -> Event:
        """The event with its decrypted body. Raises `Unreadable`."""
        header = {name: getattr(self, name) for name in ("id", "stream", "sequence", "type", "reference", "replaces")}
        return Event(**header, body=self.body(key), recorded_at=self.recorded_at)


def insert_event(db: Database, event: Event, key: bytes, sealed: SealedEvent | None = None) -> None:
    """Store an event, which is never deleted. A place in a stream takes one event that replaces nothing.

    `key` is the stream's; `sealed` is None where there is no hub to seal it to.
    """
    written = to_row(event) | {"sha256": event.sha256, "replaces": event.replaces or None, "size": len(event.body)}
    written["kept"] = sealing.lock_bytes(key, written.pop("body"), f"event:{event.id}")
    seal: dict[str, Any] = {"sealed": b"", "sealed_to": "", "signature": b""}
    if sealed is not None:
        seal = {"sealed": sealed.sealed, "sealed_to": sealed.key, "signature": sealed.signature}
    db.table("events").insert(written | seal)


def decrypt_event_body(event_id: str, kept: bytes, key: bytes) -> bytes:
    """The canonical bytes of a row that holds a `kept` body. Raises `Unreadable`."""
    return sealing.unlock_bytes(key, kept, f"event:{event_id}")


def update_event_seal(db: Database, sealed: SealedEvent) -> None:
    """Store an event's bytes as sealed for the hub; its own body and hash do not change."""
    seal = "UPDATE events SET sealed = :sealed, sealed_to = :key, signature = :signature WHERE id = :id"
    db.execute(seal, to_row(sealed))


def update_event_signatures(db: Database, site: str, seed: bytes) -> None:
    """Sign with another key of the site every event that may still be sent; what is sealed does not change."""
    for header in read_rows(EventHeader, db.table("events").rows_where("length(sealed) > 0", select=_HEADER)):
        signature = keys.sign_bytes(seed, make_event_statement(site, header))
        db.execute("UPDATE events SET signature = ? WHERE id = ?", (signature, header.id))


def clear_event_seal(db: Database, event_id: str) -> None:
    """Do not send an event as it is sealed: it is sealed again as soon as somebody may open it."""
    db.execute("UPDATE events SET sealed_to = '' WHERE id = ?", (event_id,))


def select_events_to_seal(db: Database, key_id: str) -> list[StoredEvent]:
    """Events not acknowledged that are sealed to no key, or to another than this one; the oldest first."""
    query = f"SELECT {_COLUMNS} FROM outbox WHERE sealed_to <> ? AND length(kept) > 0 ORDER BY recorded_at"
    return read_rows(StoredEvent, db.query(query, [key_id]))


def count_events_to_seal(db: Database, key_id: str) -> int:
    """How many events `select_events_to_seal` would give."""
    return db.view("outbox").count_where("sealed_to <> ? AND length(kept) > 0", [key_id])


def read_event(db: Database, event_id: str) -> StoredEvent | None:
    return read_row(StoredEvent, db.table("events").rows_where("id = ?", [event_id], select=_COLUMNS))


def read_newest_event(db: Database, stream: str, type_: EventType) -> StoredEvent | None:
    """The newest event of a type in a stream that no other replaces, None where there is none."""
    query = (
        f"SELECT {_COLUMNS} FROM events WHERE stream = ? AND type = ?"
        " AND NOT EXISTS (SELECT 1 FROM events later WHERE later.replaces = events.id)"
        " ORDER BY sequence DESC LIMIT 1"
    )
    return read_row(StoredEvent, db.query(query, [stream, type_]))


def read_next_place(db: Database, stream: str) -> tuple[int, str]:
    """The next free place in a stream, from 1, and the event it replaces there ("" for none).

    The place of an event that was set aside is free again: the hub would wait for it for ever.
    """
    free = db.query(
        "SELECT sequence, id FROM events WHERE stream = ? AND +id IN (SELECT event_id FROM dismissals)"
        " AND NOT EXISTS (SELECT 1 FROM events later WHERE later.replaces = events.id) ORDER BY sequence LIMIT 1",
        [stream],
    )
    for event in free:
        return event["sequence"], event["id"]
    return (read_value(db, "SELECT max(sequence) FROM events WHERE stream = ?", stream) or 0) + 1, ""


def select_events_behind(db: Database, stream: str, sequence: int) -> list[StoredEvent]:
    """The events that wait behind a place in a stream, in order; the hub has taken none of them."""
    found = db.view("outbox").rows_where(
        "stream = ? AND sequence > ?", [stream, sequence], order_by="sequence", select=_COLUMNS
    )
    return read_rows(StoredEvent, found)


def select_due_events(db: Database, limit: int) -> list[SealedEvent]:
    """The next events to send: the stream that waits longest first, each in its order, none that needs attention.

    Within a stream the place decides and not the date: a mended event is younger than those that wait behind it.
    Not due are events that are not sealed yet, and those about a case in another stream while the case's own wait.
    """
    return read_rows(SealedEvent, db.query(f"SELECT {SEALED} {DUE} LIMIT ?", [limit]))


def read_unsent_summary(db: Database) -> tuple[int, str]:
    """How many events the hub has not acknowledged, and the stamp of the oldest ("" where there is none)."""
    many, oldest = db.execute("SELECT count(*), coalesce(min(recorded_at), '') FROM outbox").fetchone()
    return many, oldest


def select_waiting_events(db: Database, limit: int = 100) -> list[WaitingEvent]:
    """Events not acknowledged, oldest first."""
    found = db.query(
        "SELECT outbox.id, stream, sequence, type, reference, recorded_at, sends.first_at IS NOT NULL AS sent"
        " FROM outbox LEFT JOIN sends ON sends.event_id = outbox.id ORDER BY recorded_at LIMIT ?",
        [limit],
    )
    return read_rows(WaitingEvent, found)


def select_refused_events(db: Database) -> list[RefusedEvent]:
    """Events the desk has to mend, in the order the hub refused them."""
    found = db.query(
        "SELECT attention.id, stream, sequence, type, reference, kept, code, detail, rejected_at,"
        " coalesce(cases.service_id, '') AS service_id"
        " FROM attention LEFT JOIN cases ON cases.id = attention.stream ORDER BY rejected_at"
    )
    return read_rows(RefusedEvent, found)


def select_event_history(db: Database, reference: str) -> list[PastEvent]:
    """As `select_event_histories`, of one reference."""
    return select_event_histories(db, [reference])[reference]


def select_event_histories(db: Database, references: Iterable[str]) -> dict[str, list[PastEvent]]:
    """Every event of each of these references with what became of it, in order, in one query.

    A case that has another number now belongs to that one, with all that happened under the former.
    """
    histories: dict[str, list[PastEvent]] = {reference: [] for reference in references}
    found = db.query(
        "SELECT asked.value AS asked, events.id, events.stream, events.sequence, events.type, events.kept,"
        " events.recorded_at,"
        " coalesce(events.replaces, '') AS replaces, acknowledgements.at AS acknowledged_at,"
        " rejections.at AS rejected_at, coalesce(rejections.code, '') AS code, dismissals.at AS dismissed_at,"
        " EXISTS (SELECT 1 FROM events later WHERE later.replaces = events.id) AS replaced"
        " FROM json_each(?) AS asked CROSS JOIN events"
        " LEFT JOIN acknowledgements ON acknowledgements.event_id = events.id"
        " LEFT JOIN rejections ON rejections.event_id = events.id"
        " LEFT JOIN dismissals ON dismissals.event_id = events.id"
        " WHERE (events.reference = asked.value AND NOT EXISTS (SELECT 1 FROM submissions"
        " WHERE submissions.case_id = events.stream AND submissions.reference <> events.reference))"
        " OR events.stream IN (SELECT case_id FROM submissions WHERE reference = asked.value)"
        " OR events.reference IN (SELECT former FROM aliases JOIN submissions USING (case_id)"
        " WHERE submissions.reference = asked.value AND why <> 'reference-taken')"
        " ORDER BY events.recorded_at",
        [to_json_array(histories)],
    )
    for row in found:
        histories[row.pop("asked")] += read_rows(PastEvent, [row])
    return histories


def read_newest_moment(db: Database, after: int = 0) -> datetime | None:
    """When the newest event was recorded, the first `after` left out; a right clock is later."""
    # Events are never deleted, so that their rowids count them. Without a newer one the query below reads them all.
    if after and count_events(db) <= after:
        return None
    newest = read_value(db, "SELECT recorded_at FROM events WHERE rowid > ? ORDER BY recorded_at DESC LIMIT 1", after)
    return moment(newest) if newest else None


def count_events(db: Database) -> int:
    return int(read_value(db, "SELECT max(rowid) FROM events") or 0)
