"""Tables of files: made where they are missing, left alone where an earlier step has made them."""

from pathlib import Path

from sqlite_utils import Database

from kiosk.store.database import rows
from kiosk.store.migrations import m0001_spine, m0002_attachments

SCHEMA = "SELECT name, sql FROM sqlite_schema ORDER BY rowid"


def test_what_is_there_stays_as_it_is(tmp_path: Path) -> None:
    db = Database(tmp_path / "before.db")
    m0001_spine.migrate(db)
    m0002_attachments.migrate(db)
    db.execute("INSERT INTO attachments VALUES ('f', 'c', 'proof', 3, x'00', '2026')")
    schema, files = rows(db, SCHEMA), rows(db, "SELECT * FROM attachments")
    m0002_attachments.migrate(db)
    assert (rows(db, SCHEMA), rows(db, "SELECT * FROM attachments")) == (schema, files)


def test_a_file_that_goes_takes_everything_about_it_along(tmp_path: Path) -> None:
    db = Database(tmp_path / "now.db")
    db.execute("PRAGMA foreign_keys = OFF")
    m0001_spine.migrate(db)
    m0002_attachments.migrate(db)
    db.execute("INSERT INTO attachments VALUES ('f', 'c', 'proof', 3, x'00', '2026')")
    db.execute("INSERT INTO attachment_pieces VALUES ('f', 0, x'00')")
    db.execute("INSERT INTO parcels VALUES ('f', 'hash', '', x'')")
    db.execute("INSERT INTO parcel_receipts VALUES ('f', '2026', x'', x'')")
    db.conn.commit()
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("DELETE FROM attachments")
    assert [rows(db, f"SELECT * FROM {table}") for table in ("attachment_pieces", "parcels", "parcel_receipts")] == [
        [], [], [],
    ]  # fmt: skip
