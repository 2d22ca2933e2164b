"""Refusals that no hub has signed, counted until they may be believed."""

from datetime import datetime

from msgspec import Struct

from kiosk.clock import moment, stamp
from kiosk.store.database import Database, insert, row


class HeardRefusal(Struct, frozen=True):
    """How often an event was refused with the same code, one time after the other, and when first."""

    times: int
    first_at: datetime


def hear(db: Database, event_id: str, code: str, at: datetime) -> HeardRefusal:
    """Count a refusal of an event; another code than before counts from the start."""
    before = row(db, "SELECT times, first_at FROM heard_refusals WHERE event_id = ? AND code = ?", event_id, code)
    times, first_at = (before["times"] + 1, before["first_at"]) if before else (1, stamp(at))
    heard = {"event_id": event_id, "code": code, "times": times, "first_at": first_at}
    insert(db, "heard_refusals", heard, "REPLACE")
    return HeardRefusal(times, moment(first_at))


def forget(db: Database, event_id: str) -> None:
    """Forget the refusals of an event that has got its answer."""
    db.conn.execute("DELETE FROM heard_refusals WHERE event_id = ?", (event_id,))
