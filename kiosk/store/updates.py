"""What the hub says of cases, in the order of its cursor."""

import json
from datetime import datetime
from typing import Any

from kiosk.clock import stamp
from kiosk.store.database import Database, number, rows


def cursor(db: Database) -> int:
    """The cursor after which the hub is asked for more."""
    return number(db, "SELECT max(cursor) FROM updates")


def add(db: Database, update: dict[str, Any], at: datetime) -> None:
    """Keep one update as it came; the same one again changes nothing."""
    db.conn.execute(
        "INSERT OR IGNORE INTO updates (cursor, id, reference, kind, state, at, body, received_at)"
        " VALUES (?,?,?,?,?,?,?,?)",
        (update["cursor"], update["id"], update["reference"], update["kind"], update["state"], update["at"],
         json.dumps(update, ensure_ascii=False).encode(), stamp(at)),
    )  # fmt: skip


def of(db: Database, reference: str) -> list[dict[str, Any]]:
    """Every update of a reference, oldest first, as the hub sent it."""
    found = rows(db, "SELECT body FROM updates WHERE reference = ? ORDER BY cursor", reference)
    return [json.loads(each["body"]) for each in found]


def unseen(db: Database, limit: int = 50) -> list[dict[str, Any]]:
    """Updates nobody at the desk has opened yet, newest first."""
    found = rows(db, "SELECT body FROM updates WHERE seen_at IS NULL ORDER BY cursor DESC LIMIT ?", limit)
    return [json.loads(each["body"]) for each in found]


def has_unseen(db: Database, reference: str) -> bool:
    """Whether the hub has said something of this reference that nobody at the desk has opened."""
    return bool(number(db, "SELECT count(*) FROM updates WHERE reference = ? AND seen_at IS NULL", reference))


def see(db: Database, reference: str, at: datetime) -> None:
    """The desk has opened what the hub said of this reference."""
    db.conn.execute("UPDATE updates SET seen_at = ? WHERE reference = ? AND seen_at IS NULL", (stamp(at), reference))
