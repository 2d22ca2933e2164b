"""What the hub says of cases, in the order it came; the words are sealed to the service the case belongs to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kiosk.clock import moment, stamp
from kiosk.store.database import Database, number, row, rows


@dataclass(frozen=True, slots=True)
class Update:
    """One update: what is not a secret, and `body`, JSON sealed to `service_id`, empty once it is destroyed."""

    id: str
    reference: str
    kind: str
    state: str
    at: datetime
    service_id: str
    body: bytes
    received_at: datetime
    seen_at: datetime | None


def cursor(db: Database, epoch: str) -> int:
    """The cursor after which the hub is asked for more; a hub that was restored begins again."""
    return number(db, "SELECT max(cursor) FROM updates WHERE epoch = ?", epoch)


def add(db: Database, update: dict[str, Any], epoch: str, service_id: str, body: bytes, at: datetime) -> None:
    """Keep one update as it came; the same one again changes nothing."""
    db.conn.execute(
        "INSERT INTO updates (id, epoch, cursor, reference, kind, state, at, service_id, body, received_at)"
        " VALUES (?,?,?,?,?,?,?,?,?,?) ON CONFLICT (id) DO UPDATE SET epoch = excluded.epoch, cursor = excluded.cursor",
        (update["id"], epoch, update["cursor"], update["reference"], update["kind"], update["state"], update["at"],
         service_id, body, stamp(at)),
    )  # fmt: skip


def of(db: Database, reference: str) -> list[Update]:
    """Every update of a reference, oldest first."""
    return list(map(_update, rows(db, "SELECT * FROM updates WHERE reference = ? ORDER BY number", reference)))


def get(db: Database, update_id: str) -> Update | None:
    """The update of that id."""
    found = row(db, "SELECT * FROM updates WHERE id = ?", update_id)
    return None if found is None else _update(found)


def unseen(db: Database, limit: int = 50) -> list[Update]:
    """Updates nobody at the desk has opened yet, newest first."""
    found = rows(db, "SELECT * FROM updates WHERE seen_at IS NULL ORDER BY number DESC LIMIT ?", limit)
    return list(map(_update, found))


def has_unseen(db: Database, reference: str) -> bool:
    """Whether the hub has said something of this reference that nobody at the desk has opened."""
    return bool(number(db, "SELECT count(*) FROM updates WHERE reference = ? AND seen_at IS NULL", reference))


def see(db: Database, reference: str, at: datetime) -> None:
    """The desk has opened what the hub said of this reference."""
    db.conn.execute("UPDATE updates SET seen_at = ? WHERE reference = ? AND seen_at IS NULL", (stamp(at), reference))


def forget_seen(db: Database, seen_before: datetime, received_before: datetime) -> int:
    """Wipe the words of what was seen long ago, or came so long ago that nobody will see it; how many there were."""
    return int(
        db.conn.execute(
            "UPDATE updates SET body = x'' WHERE length(body) > 0 AND (seen_at < ? OR received_at < ?)",
            (stamp(seen_before), stamp(received_before)),
        ).rowcount
    )


def forget(db: Database, reference: str) -> None:
    """Wipe the words of everything the hub said of a reference."""
    db.conn.execute("UPDATE updates SET body = x'' WHERE reference = ?", (reference,))


def _update(found: dict[str, Any]) -> Update:
    seen = found["seen_at"]
    return Update(
        found["id"], found["reference"], found["kind"], found["state"], moment(found["at"]), found["service_id"],
        found["body"], moment(found["received_at"]), moment(seen) if seen else None,
    )  # fmt: skip
