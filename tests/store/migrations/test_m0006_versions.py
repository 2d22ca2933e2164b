"""Cases that were there before procedure files were kept name none."""

from pathlib import Path

from sqlite_utils import Database

from kiosk.store.database import rows
from kiosk.store.migrations import m0006_versions


def test_a_case_that_was_there_names_no_file(tmp_path: Path) -> None:
    db = Database(tmp_path / "before.db")
    db.execute("CREATE TABLE cases (id TEXT PRIMARY KEY) STRICT")
    db.execute("INSERT INTO cases VALUES ('c')")
    m0006_versions.migrate(db)
    assert rows(db, "SELECT id, procedure_sha256 FROM cases") == [{"id": "c", "procedure_sha256": ""}]
    assert rows(db, "SELECT * FROM procedure_files") == []
