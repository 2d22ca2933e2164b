"""The files of a case, stored in encrypted pieces, and the drafts of supplements that they are joined to.

Each file has its own key, locked under the case's key.

Those of a draft and of its submission answer fields. Those of a supplement have its event, and answer items of it;
until it is sent they are files of its draft (`supplement_drafts`).
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from kiosk.clock import stamp
from kiosk.crypto import sealing
from kiosk.domain.answers.attachment import Attachment
from kiosk.store.database import Database


def insert_supplement_draft(
    db: Database, draft_id: str, reference: str, at: datetime, alone: bytes | None = None
) -> None:
    """Store a draft; nothing where it is there already. `alone` is what somebody without a mediator proved, locked."""
    draft = {"id": draft_id, "reference": reference, "begun_at": stamp(at), "alone": alone}
    db.table("supplement_drafts").insert(draft, ignore=True)


def read_alone_proof(db: Database, draft_id: str) -> bytes | None:
    """What somebody who is alone proved when the draft began, locked; None for a draft of a desk, and for none."""
    draft = next(db.table("supplement_drafts").rows_where("id = ?", [draft_id], select="alone"), None)
    return bytes(draft["alone"]) if draft and draft["alone"] is not None else None


def update_alone_proof(db: Database, draft_id: str, alone: bytes) -> None:
    """Put what is locked in a draft of somebody alone in the place of what was there."""
    db.execute("UPDATE supplement_drafts SET alone = ? WHERE id = ?", (alone, draft_id))


def read_draft_reference(db: Database, draft_id: str) -> str:
    """The reference of the case that a draft is for, "" where there is no such draft."""
    draft = next(db.table("supplement_drafts").rows_where("id = ?", [draft_id], select="reference"), None)
    return str(draft["reference"]) if draft else ""


def select_supplement_drafts(db: Database, reference: str) -> list[str]:
    """The ids of the drafts for a case, the newest first."""
    drafts = db.table("supplement_drafts").rows_where(
        "reference = ?", [reference], order_by="begun_at DESC", select="id"
    )
    return [str(draft["id"]) for draft in drafts]


def select_old_supplement_drafts(db: Database, before: datetime) -> list[str]:
    """The ids of drafts begun before that moment, and of those that nobody can open any more."""
    drafts = db.query(
        "SELECT id FROM supplement_drafts WHERE begun_at < ? OR id NOT IN (SELECT subject FROM data_keys)",
        [stamp(before)],
    )
    return [str(draft["id"]) for draft in drafts]


def delete_supplement_draft(db: Database, draft_id: str) -> None:
    """Delete a draft; the caller deletes its key, and the files that are still in it."""
    db.table("supplement_drafts").delete_where("id = ?", [draft_id])


_WIPED = ("answers", "names", "language", "plain")
"""The columns of a case that destroying it wipes."""


def save_draft_note(db: Database, case_id: str, note: str, key: bytes, at: datetime) -> None:
    """Mark a draft as set aside with a note, which replaces an earlier one."""
    locked = sealing.lock_bytes(key, note.encode(), f"note:{case_id}")
    db.table("parked").insert({"case_id": case_id, "note": locked, "at": stamp(at)}, replace=True)


def read_draft_note(db: Database, case_id: str, key: bytes) -> str:
    """The note of a draft, "" where it was not set aside."""
    draft = next(db.table("parked").rows_where("case_id = ?", [case_id], select="note"), None)
    return decrypt_draft_note(draft["note"], case_id, key) if draft else ""


def decrypt_draft_note(locked: bytes | None, case_id: str, key: bytes) -> str:
    """Decrypt a note, "" for None. Raises `Unreadable` for a key that is not the case's."""
    return sealing.unlock_bytes(key, locked, f"note:{case_id}").decode() if locked else ""


def delete_draft_note(db: Database, case_id: str) -> None:
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


def read_locked_draft(db: Database, case_id: str) -> LockedDraft | None:
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


def restore_locked_draft(db: Database, draft: LockedDraft) -> bool:
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


class StoredAttachment(Struct, frozen=True):
    """A stored file: the field or item it answers, what is known of it, and the key that its pieces are locked under.

    `label` is that of the item of a supplement, "" for a field.
    """

    case_id: str
    field_id: str
    attachment: Attachment
    file_key: bytes
    label: str = ""


def insert_attachment(db: Database, kept: StoredAttachment, pieces: Iterable[bytes], key: bytes, at: datetime) -> None:
    """Store a file's pieces and its description; `key` is the case's."""
    file = {
        "id": kept.attachment.id,
        "case_id": kept.case_id,
        "field_id": kept.field_id,
        "size": kept.attachment.size,
        "locked": _locked(kept, key),
        "added_at": stamp(at),
    }
    db.table("attachments").insert(file)
    stored = ({"attachment_id": kept.attachment.id, "number": at, "piece": piece} for at, piece in enumerate(pieces))
    db.table("attachment_pieces").insert_all(stored, batch_size=1)  # pieces come one by one, and are long


def select_case_attachments(db: Database, case_id: str, key: bytes) -> list[StoredAttachment]:
    """Every file that was joined to a case, or to the draft of a supplement, in the order they were added.

    Raises `Unreadable` for a key that is not the case's.
    """
    return _opened(db, key, "case_id = ? AND event_id IS NULL", case_id)


def read_attachment(db: Database, attachment_id: str, key: bytes) -> StoredAttachment | None:
    """The file of that id, None where there is none. Raises as `select_case_attachments`."""
    return next(iter(_opened(db, key, "id = ?", attachment_id)), None)


def move_attachment_to_event(db: Database, kept: StoredAttachment, stream: str, event_id: str, key: bytes) -> None:
    """Give a file of a supplement's draft to the supplement, whose stream has this key."""
    db.execute(
        "UPDATE attachments SET case_id = :stream, event_id = :event, locked = :locked WHERE id = :id",
        {"stream": stream, "event": event_id, "locked": _locked(kept, key), "id": kept.attachment.id},
    )


def update_attachment_event(db: Database, event_id: str, later_id: str) -> None:
    """An event takes the place of another: what that listed, this one lists."""
    db.execute("UPDATE attachments SET event_id = ? WHERE event_id = ?", (later_id, event_id))


def delete_event_attachments(db: Database, event_id: str) -> None:
    """Delete the files of a supplement that was set aside."""
    db.table("attachments").delete_where("event_id = ?", [event_id])


def _opened(db: Database, key: bytes, where: str, value: str) -> list[StoredAttachment]:
    opened_files = []
    for file in db.table("attachments").rows_where(where, [value], order_by="added_at, rowid"):
        description = json.loads(sealing.unlock_bytes(key, file["locked"], _about(file["id"])))
        file_key, label = bytes.fromhex(description.pop("key")), description.pop("label", "")
        described = Attachment(**description)
        opened_files.append(StoredAttachment(file["case_id"], file["field_id"], described, file_key, label))
    return opened_files


def _locked(kept: StoredAttachment, key: bytes) -> bytes:
    description = {**asdict(kept.attachment), "key": kept.file_key.hex()}
    if kept.label:
        description["label"] = kept.label
    return sealing.lock_bytes(key, json.dumps(description, ensure_ascii=False).encode(), _about(kept.attachment.id))


def select_attachment_sizes(db: Database, case_id: str) -> list[int]:
    """The size in bytes of each file that was joined to a case, or to the draft of a supplement."""
    files = db.table("attachments").rows_where("case_id = ? AND event_id IS NULL", [case_id])
    return [int(file["size"]) for file in files]


def select_fields_with_files(db: Database, case_id: str) -> set[str]:
    """The ids of the fields of a case that have a file; needs no key."""
    files = db.table("attachments").rows_where("case_id = ? AND event_id IS NULL", [case_id])
    return {str(file["field_id"]) for file in files}


def read_attachment_case(db: Database, attachment_id: str) -> str:
    """The case a file belongs to, "" for one that is not there."""
    file = next(db.table("attachments").rows_where("id = ?", [attachment_id], select="case_id"), None)
    return str(file["case_id"]) if file else ""


def select_attachment_pieces(db: Database, attachment_id: str, first: int = 0, count: int = -1) -> Iterator[bytes]:
    """The locked pieces of a file, in order, `count` of them from `first` on, or all; the first is the header.

    None after it was wiped because the hub has it.
    """
    cursor = db.execute(
        "SELECT piece FROM attachment_pieces WHERE attachment_id = ? AND number >= ? ORDER BY number LIMIT ?",
        (attachment_id, first, count),
    )
    return (bytes(piece_row[0]) for piece_row in cursor)


def delete_attachment(db: Database, attachment_id: str) -> None:
    """Delete one file."""
    db.table("attachments").delete_where("id = ?", [attachment_id])


def delete_case_attachments(db: Database, case_id: str) -> None:
    """Delete every file of a case, with what was queued to send and the hub's receipts (by foreign keys)."""
    db.table("attachments").delete_where("case_id = ?", [case_id])


def _about(attachment_id: str) -> str:
    return f"attachment-key:{attachment_id}"
