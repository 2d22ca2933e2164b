"""What became of each event: sent, acknowledged, refused or set aside; and wiping what the hub has."""

from datetime import datetime

from kiosk.clock import moment, stamp
from kiosk.domain.events.sealed import Sealed
from kiosk.store.database import Database


def sending(db: Database, events: list[Sealed], at: datetime) -> None:
    """Note, before they are first sent, that the hub may have these events."""
    db.table("sends").insert_all(({"event_id": event.id, "first_at": stamp(at)} for event in events), ignore=True)


def acknowledge(db: Database, event_id: str, at: datetime, statement: bytes, signature: bytes, key: str) -> None:
    """Store a verified acknowledgement; a later one of the same event replaces it."""
    acknowledgement = {
        "event_id": event_id,
        "at": stamp(at),
        "statement": statement,
        "signature": signature,
        "key": key,
    }
    db.table("acknowledgements").insert(acknowledgement, replace=True)


def send_again(db: Database) -> int:
    """Queue every event again whose sealed bytes are still here, because the hub was restored; gives how many.

    The hub acknowledges again the ones it has.
    """
    return db.execute(
        "INSERT OR IGNORE INTO unanswered (event_id) SELECT acknowledgements.event_id FROM acknowledgements"
        " JOIN events ON events.id = acknowledgements.event_id WHERE length(events.sealed) > 0"
    ).rowcount


def forget_sealed(db: Database, before: datetime) -> int:
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


def forget_bodies(db: Database, stream: str) -> None:
    """Wipe the locked bodies of a stream's events; the rows stay, with their dates and hashes."""
    db.execute("UPDATE events SET kept = x'' WHERE stream = ?", (stream,))


def reject(db: Database, event_id: str, at: datetime, code: str, detail: str) -> None:
    """Store the hub's refusal of an event: its code, and its detail in the hub's words."""
    db.table("rejections").insert({"event_id": event_id, "at": stamp(at), "code": code, "detail": detail}, ignore=True)


def was_rejected(db: Database, event_id: str) -> bool:
    """Whether the hub has refused an event, whatever was done about it since."""
    return db.table("rejections").count_where("event_id = ?", [event_id]) > 0


def unmended(db: Database) -> int:
    """How many events the hub has refused that the desk has neither mended nor set aside."""
    return db.view("attention").count_where()


def dismiss(db: Database, event_id: str, at: datetime) -> None:
    """Set aside an event that the hub has not taken: it is not sent any more, and needs no attention."""
    db.table("dismissals").insert({"event_id": event_id, "at": stamp(at)}, ignore=True)


def acknowledged_at(db: Database, event_id: str) -> datetime | None:
    """When the hub's acknowledgement of an event was verified here, None before."""
    acknowledgement = next(db.table("acknowledgements").rows_where("event_id = ?", [event_id], select="at"), None)
    return None if acknowledgement is None else moment(acknowledgement["at"])
