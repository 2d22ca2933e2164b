"""A box that was there before gets the tables of a busy counter, and keeps what it has."""

from pathlib import Path

from sqlite_utils import Database

from kiosk.store.database import rows
from kiosk.store.migrations import m0005_counter


def test_a_box_that_was_there_has_no_favourite_and_nothing_aside(tmp_path: Path) -> None:
    db = Database(tmp_path / "before.db")
    db.execute("CREATE TABLE mediators (id TEXT PRIMARY KEY) STRICT")
    db.execute("CREATE TABLE cases (id TEXT PRIMARY KEY) STRICT")
    db.execute("INSERT INTO cases VALUES ('c')")
    m0005_counter.migrate(db)
    assert [rows(db, f"SELECT * FROM {table}") for table in ("favourites", "parked")] == [[], []]
    assert rows(db, "SELECT id FROM cases") == [{"id": "c"}]
