"""Files that a supplement lists, also of a case of another site; and those that wait until their supplement is sent.

A file's subject need not be a case of this box any more. The reference in the table goes by the way that SQLite
describes for a constraint (`ALTER TABLE`, section 7): what a file is made of is not copied, which on a small box would
take the room that it has.
"""

from typing import Any

RECORDED = "m0035_supplement_files"
ABOUT = {
    "attachments.event_id": "The supplement that lists the file; none for a file of the submitted case, or of a draft.",
    "supplement_drafts": "Supplements that have files and are not sent yet; each is the subject of its files.",
    "supplement_drafts.id": "The id that its event will have; its key is locked for one session and for nobody else.",
}

_OLD, _NEW = "case_id TEXT NOT NULL REFERENCES cases", "case_id TEXT NOT NULL"


def migrate(db: Any) -> None:
    """Free files of their case, add the column and the table."""
    db.execute("PRAGMA writable_schema = ON")
    db.execute("UPDATE sqlite_schema SET sql = replace(sql, ?, ?) WHERE name = 'attachments'", (_OLD, _NEW))
    db.execute("PRAGMA writable_schema = RESET")
    db.execute("ALTER TABLE attachments ADD COLUMN event_id TEXT")
    db.execute("CREATE INDEX attachments_of_event ON attachments (event_id)")
    db.execute(
        "CREATE TABLE supplement_drafts (id TEXT PRIMARY KEY, reference TEXT NOT NULL, begun_at TEXT NOT NULL) STRICT"
    )
