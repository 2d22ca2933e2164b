"""Notes of a service about a case, for those who may open it: no site is sent them, and the public sees none.

They are about the person and so belong to the copy that the person may ask for (GDPR article 15; CJEU C-434/16), and
they go with the contents of the case.
"""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, func, select

from hub.hub import Hub
from hub.secrets.vault import CaseLock, label_of
from hub.store.schema import case_note, staff
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused

LONGEST = 2_000
"""Characters of one note."""
MOST = 200
"""Notes of one case."""


class Note(Struct, frozen=True):
    """One note: its words, who wrote it and when."""

    words: str
    by: str
    at: datetime


def of_case(connection: Connection, case_id: str, lock: CaseLock) -> tuple[Note, ...]:
    """Those of a case, the oldest first."""
    rows = connection.execute(
        select(case_note, staff.c.name)
        .join(staff, staff.c.id == case_note.c.staff_id)
        .where(case_note.c.case_id == case_id)
        .order_by(case_note.c.at, case_note.c.id)
    )
    return tuple(Note(lock.unlock(label_of("note", row.id), row.words), row.name, row.at) for row in rows)


def write(hub: Hub, connection: Connection, case_id: str, lock: CaseLock, staff_id: str, typed: str) -> bool:
    """Keep a note in the caller's transaction; whether it is new: the same twice, as a double tap does, is one.

    Raises `Refused`: `note-missing`, `note-too-long`, `too-many-notes`.
    """
    words = typed.replace("\r\n", "\n").strip()
    if not words:
        raise Refused(HubRefusal.NOTE_MISSING)
    if len(words) > LONGEST:
        raise Refused(HubRefusal.NOTE_TOO_LONG, most=LONGEST)
    mine = case_note.c.case_id == case_id
    last = connection.execute(
        select(case_note).where(mine).order_by(case_note.c.at.desc(), case_note.c.id.desc()).limit(1)
    ).first()
    if last is not None and last.staff_id == staff_id and lock.unlock(label_of("note", last.id), last.words) == words:
        return False
    if connection.execute(select(func.count()).select_from(case_note).where(mine)).scalar_one() >= MOST:
        raise Refused(HubRefusal.TOO_MANY_NOTES, most=MOST)
    note_id = hub.clock.new_id()
    row = {"id": note_id, "case_id": case_id, "staff_id": staff_id, "at": hub.clock.now()}
    connection.execute(case_note.insert().values(**row, words=lock.lock(label_of("note", note_id), words)))
    return True
