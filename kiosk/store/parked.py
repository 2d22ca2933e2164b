"""Drafts that were set aside: since when, and with which note, locked under the case's own key."""

from datetime import datetime

from kiosk import sealing
from kiosk.clock import stamp
from kiosk.store.database import Database, row


def put(db: Database, case_id: str, note: str, key: bytes, at: datetime) -> None:
    """Set a draft aside; a note takes the place of the one before."""
    locked = sealing.lock(key, note.encode(), f"note:{case_id}")
    db.conn.execute("INSERT OR REPLACE INTO parked (case_id, note, at) VALUES (?,?,?)", (case_id, locked, stamp(at)))


def note(db: Database, case_id: str, key: bytes) -> str:
    """What was noted when the draft was set aside, "" where it was not."""
    found = row(db, "SELECT note FROM parked WHERE case_id = ?", case_id)
    return opened(found["note"], case_id, key) if found else ""


def opened(locked: bytes | None, case_id: str, key: bytes) -> str:
    """The words of a locked note, "" where there is none."""
    return sealing.unlock(key, locked, f"note:{case_id}").decode() if locked else ""


def forget(db: Database, case_id: str) -> None:
    """The draft is submitted or gone: its note has served."""
    db.conn.execute("DELETE FROM parked WHERE case_id = ?", (case_id,))
