"""Supplements that have files and are not sent yet. Each is the subject of its files, under the id of its event."""

from datetime import datetime

from kiosk.clock import stamp
from kiosk.store.database import Database


def begin(db: Database, draft_id: str, reference: str, at: datetime, alone: bytes | None = None) -> None:
    """Store a draft; nothing where it is there already. `alone` is what somebody without a mediator proved, locked."""
    draft = {"id": draft_id, "reference": reference, "begun_at": stamp(at), "alone": alone}
    db.table("supplement_drafts").insert(draft, ignore=True)


def alone(db: Database, draft_id: str) -> bytes | None:
    """What somebody who is alone proved when the draft began, locked; None for a draft of a desk, and for none."""
    draft = next(db.table("supplement_drafts").rows_where("id = ?", [draft_id], select="alone"), None)
    return bytes(draft["alone"]) if draft and draft["alone"] is not None else None


def keep_alone(db: Database, draft_id: str, alone: bytes) -> None:
    """Put what is locked in a draft of somebody alone in the place of what was there."""
    db.execute("UPDATE supplement_drafts SET alone = ? WHERE id = ?", (alone, draft_id))


def reference_of(db: Database, draft_id: str) -> str:
    """The reference of the case that a draft is for, "" where there is no such draft."""
    draft = next(db.table("supplement_drafts").rows_where("id = ?", [draft_id], select="reference"), None)
    return str(draft["reference"]) if draft else ""


def of_reference(db: Database, reference: str) -> list[str]:
    """The ids of the drafts for a case, the newest first."""
    drafts = db.table("supplement_drafts").rows_where(
        "reference = ?", [reference], order_by="begun_at DESC", select="id"
    )
    return [str(draft["id"]) for draft in drafts]


def over(db: Database, before: datetime) -> list[str]:
    """The ids of drafts begun before that moment, and of those that nobody can open any more."""
    drafts = db.query(
        "SELECT id FROM supplement_drafts WHERE begun_at < ? OR id NOT IN (SELECT subject FROM data_keys)",
        [stamp(before)],
    )
    return [str(draft["id"]) for draft in drafts]


def end(db: Database, draft_id: str) -> None:
    """Delete a draft; the caller deletes its key, and the files that are still in it."""
    db.table("supplement_drafts").delete_where("id = ?", [draft_id])
