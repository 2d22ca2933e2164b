"""Files that belong to a case, in encrypted pieces; each has a key of its own, locked under the case's."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from kiosk import sealing
from kiosk.clock import stamp
from kiosk.domain.attachment import Attachment
from kiosk.store.database import Database, row, rows


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as the store has it: the question it answers, and the key that its pieces are locked under."""

    case_id: str
    field_id: str
    attachment: Attachment
    file_key: bytes


def add(db: Database, kept: Kept, pieces: Iterable[bytes], key: bytes, at: datetime) -> None:
    """Keep a file; `key` is the case's."""
    said = {**asdict(kept.attachment), "key": kept.file_key.hex()}
    locked = sealing.lock(key, json.dumps(said, ensure_ascii=False).encode(), _about(kept.attachment.id))
    db.conn.execute(
        "INSERT INTO attachments (id, case_id, field_id, size, locked, added_at) VALUES (?,?,?,?,?,?)",
        (kept.attachment.id, kept.case_id, kept.field_id, kept.attachment.size, locked, stamp(at)),
    )
    db.conn.executemany(
        "INSERT INTO attachment_pieces (attachment_id, number, piece) VALUES (?,?,?)",
        ((kept.attachment.id, number, piece) for number, piece in enumerate(pieces)),
    )


def of_case(db: Database, case_id: str, key: bytes) -> list[Kept]:
    """Every file of a case, in the order they came. Raises `Refused("unreadable")` with another key."""
    found = rows(db, "SELECT id, field_id, locked FROM attachments WHERE case_id = ? ORDER BY added_at, rowid", case_id)
    kept = []
    for each in found:
        said = json.loads(sealing.unlock(key, each["locked"], _about(each["id"])))
        file_key = bytes.fromhex(said.pop("key"))
        kept.append(Kept(case_id, each["field_id"], Attachment(**said), file_key))
    return kept


def sizes(db: Database, case_id: str) -> list[int]:
    """How many bytes each file of a case has."""
    return [int(each["size"]) for each in rows(db, "SELECT size FROM attachments WHERE case_id = ?", case_id)]


def answered(db: Database, case_id: str) -> set[str]:
    """The fields of a case that a file answers; no key is needed to know."""
    return {str(each["field_id"]) for each in rows(db, "SELECT field_id FROM attachments WHERE case_id = ?", case_id)}


def case_of(db: Database, attachment_id: str) -> str:
    """The case a file belongs to, "" for one that is not there."""
    found = row(db, "SELECT case_id FROM attachments WHERE id = ?", attachment_id)
    return str(found["case_id"]) if found else ""


def pieces(db: Database, attachment_id: str) -> Iterator[bytes]:
    """The file as it is locked, piece by piece; none once the hub has it and it was wiped."""
    found = db.conn.execute(
        "SELECT piece FROM attachment_pieces WHERE attachment_id = ? ORDER BY number", (attachment_id,)
    )
    return (bytes(each[0]) for each in found)


def remove(db: Database, attachment_id: str) -> None:
    """Forget one file."""
    db.conn.execute("DELETE FROM attachments WHERE id = ?", (attachment_id,))


def forget(db: Database, case_id: str) -> None:
    """Forget every file of a case, what was to be sent of it, and what the hub said of that."""
    db.conn.execute("DELETE FROM attachments WHERE case_id = ?", (case_id,))


def _about(attachment_id: str) -> str:
    return f"attachment-key:{attachment_id}"
