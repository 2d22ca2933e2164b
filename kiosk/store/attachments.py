"""The files of a case, stored in encrypted pieces.

Each file has its own key, locked under the case's key.

Those of a draft and of its submission answer fields. Those of a supplement have its event, and answer items of it;
until it is sent they are files of its draft.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct
from msgspec.structs import asdict

from kiosk.clock import stamp
from kiosk.crypto import sealing
from kiosk.domain.answers.attachment import Attachment
from kiosk.store.database import Database, read_column, read_value


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
    """Every file joined to a case or a supplement's draft, in order. Raises `Unreadable` for another's key."""
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
    db.table("attachments").delete_where("event_id = ?", [event_id])


def _opened(db: Database, key: bytes, where: str, value: str) -> list[StoredAttachment]:
    opened_files = []
    for file in db.table("attachments").rows_where(where, [value], order_by="added_at, rowid"):
        description = json.loads(sealing.unlock_bytes(key, file["locked"], f"attachment-key:{file['id']}"))
        file_key, label = bytes.fromhex(description.pop("key")), description.pop("label", "")
        described = Attachment(**description)
        opened_files.append(StoredAttachment(file["case_id"], file["field_id"], described, file_key, label))
    return opened_files


def _locked(kept: StoredAttachment, key: bytes) -> bytes:
    description = {**asdict(kept.attachment), "key": kept.file_key.hex()}
    if kept.label:
        description["label"] = kept.label
    return sealing.lock_bytes(
        key, json.dumps(description, ensure_ascii=False).encode(), f"attachment-key:{kept.attachment.id}"
    )


def select_attachment_sizes(db: Database, case_id: str) -> list[int]:
    """The size in bytes of each file that was joined to a case, or to the draft of a supplement."""
    return read_column(db, "SELECT size FROM attachments WHERE case_id = ? AND event_id IS NULL", case_id)


def select_fields_with_files(db: Database, case_id: str) -> set[str]:
    """The ids of the fields of a case that have a file; needs no key."""
    return set(read_column(db, "SELECT field_id FROM attachments WHERE case_id = ? AND event_id IS NULL", case_id))


def read_attachment_case(db: Database, attachment_id: str) -> str:
    """The case a file belongs to, "" for one that is not there."""
    return str(read_value(db, "SELECT case_id FROM attachments WHERE id = ?", attachment_id) or "")


def select_attachment_pieces(db: Database, attachment_id: str, first: int = 0, count: int = -1) -> Iterator[bytes]:
    """The locked pieces of a file, the header first: `count` from `first` on, or all; none once the hub has it."""
    cursor = db.execute(
        "SELECT piece FROM attachment_pieces WHERE attachment_id = ? AND number >= ? ORDER BY number LIMIT ?",
        (attachment_id, first, count),
    )
    return (bytes(piece_row[0]) for piece_row in cursor)


def delete_attachment(db: Database, attachment_id: str) -> None:
    db.table("attachments").delete_where("id = ?", [attachment_id])


def delete_case_attachments(db: Database, case_id: str) -> None:
    """Delete every file of a case, with what was queued to send and the hub's receipts (by foreign keys)."""
    db.table("attachments").delete_where("case_id = ?", [case_id])


def delete_case_parcels(db: Database, case_id: str) -> None:
    """Delete this case's queued files, because it is being submitted again; those of its supplements stay."""
    db.execute(
        "DELETE FROM parcels WHERE attachment_id IN"
        " (SELECT id FROM attachments WHERE case_id = ? AND attachments.event_id IS NULL)",
        (case_id,),
    )
