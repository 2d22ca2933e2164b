"""What became of events: sent, acknowledged, refused, set aside; and what is wiped once the hub has it."""

from datetime import datetime

from kiosk.clock import moment, stamp
from kiosk.domain.sealed import Sealed
from kiosk.store.database import Database, row, rows


def sending(db: Database, events: list[Sealed], at: datetime) -> None:
    """Note, before the first send, that the hub may hear these from now on."""
    db.conn.executemany(
        "INSERT OR IGNORE INTO sends (event_id, first_at) VALUES (?, ?)", [(event.id, stamp(at)) for event in events]
    )


def acknowledge(db: Database, event_id: str, at: datetime, statement: bytes, signature: bytes, key: str) -> None:
    """Keep a verified acknowledgement; one that comes again takes its place."""
    db.conn.execute(
        "INSERT OR REPLACE INTO acknowledgements (event_id, at, statement, signature, key) VALUES (?,?,?,?,?)",
        (event_id, stamp(at), statement, signature, key),
    )


def send_again(db: Database) -> int:
    """The hub was restored from a copy: whatever it may lack and is still here goes again; it knows what it has."""
    return int(
        db.conn.execute(
            "INSERT OR IGNORE INTO unanswered (event_id) SELECT acknowledgements.event_id FROM acknowledgements"
            " JOIN events ON events.id = acknowledgements.event_id WHERE length(events.sealed) > 0"
        ).rowcount
    )


def forget_sealed(db: Database, before: datetime) -> int:
    """Wipe what the hub acknowledged before then: kept so long for a hub that is restored; how many there were."""
    return int(
        db.conn.execute(
            "UPDATE events SET sealed = x'' WHERE length(sealed) > 0 AND id IN"
            " (SELECT event_id FROM acknowledgements WHERE at < ?)",
            (stamp(before),),
        ).rowcount
    )


def forget_bodies(db: Database, stream: str) -> None:
    """Wipe the bodies of a stream, locked as they are; that they were, when, and their hashes stay."""
    db.conn.execute("UPDATE events SET kept = x'' WHERE stream = ?", (stream,))


def streams_of(db: Database, reference: str) -> list[str]:
    """The streams of this box that speak of a reference."""
    found = rows(db, "SELECT DISTINCT stream FROM events WHERE reference = ? ORDER BY stream", reference)
    return [str(each["stream"]) for each in found]


def reject(db: Database, event_id: str, at: datetime, code: str, detail: str) -> None:
    """Keep the hub's refusal of an event."""
    db.conn.execute(
        "INSERT OR IGNORE INTO rejections (event_id, at, code, detail) VALUES (?,?,?,?)",
        (event_id, stamp(at), code, detail),
    )


def dismiss(db: Database, event_id: str, at: datetime) -> None:
    """Set an event aside that the hub never took: it is not sent any more, and asks for nothing."""
    db.conn.execute("INSERT OR IGNORE INTO dismissals (event_id, at) VALUES (?, ?)", (event_id, stamp(at)))


def acknowledged_at(db: Database, event_id: str) -> datetime | None:
    """When the hub's acknowledgement of an event was verified here."""
    found = row(db, "SELECT at FROM acknowledgements WHERE event_id = ?", event_id)
    return None if found is None else moment(found["at"])
