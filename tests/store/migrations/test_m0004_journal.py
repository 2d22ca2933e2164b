"""A journal that was there before lines were chained begins the chain."""

from pathlib import Path

from sqlite_utils import Database

from kiosk.store.database import rows
from kiosk.store.migrations import m0004_journal
from kiosk.store.people import journal

BEFORE = """CREATE TABLE journal (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, mediator_id TEXT NOT NULL, station_id TEXT NOT NULL,
    action TEXT NOT NULL, reference TEXT NOT NULL, detail TEXT NOT NULL) STRICT"""


def test_the_lines_that_were_there_begin_the_chain_in_their_order(tmp_path: Path) -> None:
    db = Database(tmp_path / "before.db")
    db.execute(BEFORE)
    db.execute("CREATE INDEX journal_of ON journal (reference)")
    for id, reference in ((3, "SA1001K"), (5, "SA1002K"), (9, "SA1001K")):
        db.execute("INSERT INTO journal VALUES (?, '2026-11-24', 'm', 's', 'submitted', ?, 'd')", (id, reference))
    m0004_journal.migrate(db)
    records = rows(db, "SELECT number, reference FROM journal ORDER BY number")
    assert [(event["number"], event["reference"]) for event in records] == [
        (1, "SA1001K"),
        (2, "SA1002K"),
        (3, "SA1001K"),
    ]
    assert journal.head(db).count == 3
    assert journal.verify(db, "") == []


def test_an_empty_journal_stays_empty(tmp_path: Path) -> None:
    db = Database(tmp_path / "before.db")
    db.execute(BEFORE)
    m0004_journal.migrate(db)
    assert journal.head(db).count == 0
    assert journal.verify(db, "") == []
