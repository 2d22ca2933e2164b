"""The locked rows of a draft, taken out of the store before they are wiped there, and put back."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kiosk.clock import stamp
from kiosk.crypto import sealing
from kiosk.store.database import Database

_WIPED = ("answers", "names", "language", "plain")
"""The columns of a case that destroying it wipes."""


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


@dataclass(frozen=True, slots=True)
class LockedDraft:
    """Everything that is destroyed with a draft but its keys: all of it locked under the draft's own key."""

    case_id: str
    procedure_id: str
    service_id: str
    wiped: dict[str, Any] = field(repr=False)
    rows: tuple[tuple[str, dict[str, Any]], ...] = field(repr=False)


def take(db: Database, case_id: str) -> LockedDraft | None:
    """The rows of a draft with its files and its note; None where there is no such draft."""
    case = next(db.table("cases").rows_where("id = ? AND discarded_at IS NULL AND emptied_at IS NULL", [case_id]), None)
    if case is None:
        return None
    attachments = db.table("attachments").rows_where("case_id = ?", [case_id])
    pieces = db.query(
        "SELECT attachment_pieces.* FROM attachment_pieces JOIN attachments ON attachments.id = attachment_id"
        " WHERE case_id = ?",
        [case_id],
    )
    notes = db.table("parked").rows_where("case_id = ?", [case_id])
    taken = [("attachments", attachment) for attachment in attachments]
    taken += [("attachment_pieces", piece) for piece in pieces] + [("parked", note) for note in notes]
    wiped = {name: case[name] for name in _WIPED}
    return LockedDraft(case_id, case["procedure_id"], case["service_id"], wiped, tuple(taken))


def put_back(db: Database, draft: LockedDraft) -> bool:
    """Put a discarded draft's rows back; False, and nothing done, where it is not a discarded draft any more."""
    done = db.execute(
        "UPDATE cases SET answers = :answers, names = :names, language = :language, plain = :plain,"
        " discarded_at = NULL, emptied_at = NULL WHERE id = :id AND discarded_at IS NOT NULL",
        {**draft.wiped, "id": draft.case_id},
    )
    if not done.rowcount:
        return False
    for table, values in draft.rows:
        db.table(table).insert(values)
    return True
