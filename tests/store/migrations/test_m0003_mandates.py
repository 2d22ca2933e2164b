"""Tables of mandates: made where they are missing, left alone where an earlier step has made them."""

from pathlib import Path

from sqlite_utils import Database

from kiosk.store.database import rows
from kiosk.store.migrations import m0003_mandates

SCHEMA = "SELECT name, sql FROM sqlite_schema ORDER BY rowid"


def test_what_is_there_stays_as_it_is(tmp_path: Path) -> None:
    db = Database(tmp_path / "before.db")
    m0003_mandates.migrate(db)
    db.execute("INSERT INTO mandates VALUES ('n', '2026-12-01', '2027-12-01', x'00')")
    schema, mandates = rows(db, SCHEMA), rows(db, "SELECT * FROM mandates")
    m0003_mandates.migrate(db)
    assert (rows(db, SCHEMA), rows(db, "SELECT * FROM mandates")) == (schema, mandates)
