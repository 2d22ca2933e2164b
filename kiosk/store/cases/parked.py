"""Drafts that were set aside: when, and with which note, which is locked under the case's key."""

from datetime import datetime

from kiosk.clock import stamp
from kiosk.crypto import sealing
from kiosk.store.database import Database


def park(db: Database, case_id: str, note: str, key: bytes, at: datetime) -> None:
    """Mark a draft as set aside with a note, which replaces an earlier one."""
    locked = sealing.lock(key, note.encode(), f"note:{case_id}")
    db.table("parked").insert({"case_id": case_id, "note": locked, "at": stamp(at)}, replace=True)


def note(db: Database, case_id: str, key: bytes) -> str:
    """The note of a draft, "" where it was not set aside."""
    draft = next(db.table("parked").rows_where("case_id = ?", [case_id], select="note"), None)
    return opened(draft["note"], case_id, key) if draft else ""


def opened(locked: bytes | None, case_id: str, key: bytes) -> str:
    """Decrypt a note, "" for None. Raises `Unreadable` for a key that is not the case's."""
    return sealing.unlock(key, locked, f"note:{case_id}").decode() if locked else ""


def forget(db: Database, case_id: str) -> None:
    """Delete the note of a draft, because the draft is submitted or destroyed."""
    db.table("parked").delete_where("case_id = ?", [case_id])
