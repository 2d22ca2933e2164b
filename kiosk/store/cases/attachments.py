"""The files of a case, stored in encrypted pieces; each file has its own key, locked under the case's key."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime

from kiosk.clock import stamp
from kiosk.crypto import sealing
from kiosk.domain.answers.attachment import Attachment
from kiosk.frozen import Frozen
from kiosk.store.database import Database, insert, row, rows


class Kept(Frozen):
    """A stored file: the field it answers, what is known of it, and the key that its pieces are locked under."""

    case_id: str
    field_id: str
    attachment: Attachment
    file_key: bytes


def add(db: Database, kept: Kept, pieces: Iterable[bytes], key: bytes, at: datetime) -> None:
    """Store a file's pieces and its description; `key` is the case's."""
    description = {**asdict(kept.attachment), "key": kept.file_key.hex()}
    locked = sealing.lock(key, json.dumps(description, ensure_ascii=False).encode(), _about(kept.attachment.id))
    file = {
        "id": kept.attachment.id,
        "case_id": kept.case_id,
        "field_id": kept.field_id,
        "size": kept.attachment.size,
        "locked": locked,
        "added_at": stamp(at),
    }
    insert(db, "attachments", file)
    db.conn.executemany(
        "INSERT INTO attachment_pieces (attachment_id, number, piece) VALUES (?,?,?)",
        ((kept.attachment.id, number, piece) for number, piece in enumerate(pieces)),
    )


def of_case(db: Database, case_id: str, key: bytes) -> list[Kept]:
    """Every file of a case, in the order they were added. Raises `Unreadable` for a key that is not the case's."""
    files = rows(db, "SELECT id, field_id, locked FROM attachments WHERE case_id = ? ORDER BY added_at, rowid", case_id)
    opened_files = []
    for file in files:
        description = json.loads(sealing.unlock(key, file["locked"], _about(file["id"])))
        file_key = bytes.fromhex(description.pop("key"))
        opened_files.append(Kept(case_id, file["field_id"], Attachment(**description), file_key))
    return opened_files


def sizes(db: Database, case_id: str) -> list[int]:
    """The size of each file of a case, in bytes."""
    return [int(file["size"]) for file in rows(db, "SELECT size FROM attachments WHERE case_id = ?", case_id)]


def answered(db: Database, case_id: str) -> set[str]:
    """The ids of the fields of a case that have a file; needs no key."""
    return {str(file["field_id"]) for file in rows(db, "SELECT field_id FROM attachments WHERE case_id = ?", case_id)}


def case_of(db: Database, attachment_id: str) -> str:
    """The case a file belongs to, "" for one that is not there."""
    file = row(db, "SELECT case_id FROM attachments WHERE id = ?", attachment_id)
    return str(file["case_id"]) if file else ""


def pieces(db: Database, attachment_id: str, first: int = 0, count: int = -1) -> Iterator[bytes]:
    """The locked pieces of a file, in order, `count` of them from `first` on, or all; the first is the header.

    None after it was wiped because the hub has it.
    """
    cursor = db.conn.execute(
        "SELECT piece FROM attachment_pieces WHERE attachment_id = ? AND number >= ? ORDER BY number LIMIT ?",
        (attachment_id, first, count),
    )
    return (bytes(piece_row[0]) for piece_row in cursor)


def remove(db: Database, attachment_id: str) -> None:
    """Delete one file."""
    db.conn.execute("DELETE FROM attachments WHERE id = ?", (attachment_id,))


def forget(db: Database, case_id: str) -> None:
    """Delete every file of a case, with what was queued to send and the hub's receipts (by foreign keys)."""
    db.conn.execute("DELETE FROM attachments WHERE case_id = ?", (case_id,))


def _about(attachment_id: str) -> str:
    return f"attachment-key:{attachment_id}"
