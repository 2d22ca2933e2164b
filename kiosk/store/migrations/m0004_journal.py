"""The journal as a hash chain, with triggers that refuse to change, insert or remove lines."""

from typing import Any

from msgspec.structs import asdict

from kiosk.domain.trail.hash_chain import GENESIS
from kiosk.domain.trail.journal_chain import Line, hash_of

RECORDED = "m002_journal"
ABOUT = {
    "journal": "Who did what to which reference: append-only, each line's hash holds the line before.",
    "journal_head": "Number and hash of the newest line, because a chain alone does not show that its end was removed.",
    "journal_checkpoints": "The last purged line of each purge, signed with the site's key.",
}

_TABLES = (
    """CREATE TABLE journal (
        number INTEGER PRIMARY KEY, at TEXT NOT NULL, mediator_id TEXT NOT NULL, station_id TEXT NOT NULL,
        action TEXT NOT NULL, reference TEXT NOT NULL, detail TEXT NOT NULL, hash TEXT NOT NULL) STRICT""",
    "CREATE INDEX journal_of ON journal (reference)",
    """CREATE TABLE journal_head (
        id INTEGER PRIMARY KEY CHECK (id = 1), number INTEGER NOT NULL, hash TEXT NOT NULL) STRICT""",
    f"INSERT INTO journal_head (id, number, hash) VALUES (1, 0, '{GENESIS}')",
    """CREATE TABLE journal_checkpoints (
        number INTEGER PRIMARY KEY, hash TEXT NOT NULL, at TEXT NOT NULL, signature BLOB NOT NULL) STRICT""",
    """CREATE TRIGGER journal_in_order BEFORE INSERT ON journal
        WHEN new.number <> (SELECT number + 1 FROM journal_head)
        BEGIN SELECT raise(ABORT, 'the journal grows at its end'); END""",
    """CREATE TRIGGER journal_added AFTER INSERT ON journal
        BEGIN UPDATE journal_head SET number = new.number, hash = new.hash; END""",
    """CREATE TRIGGER journal_kept BEFORE DELETE ON journal
        WHEN old.number > coalesce((SELECT max(number) FROM journal_checkpoints), 0)
        BEGIN SELECT raise(ABORT, 'the journal keeps its lines'); END""",
    """CREATE TRIGGER journal_head_follows BEFORE UPDATE ON journal_head
        WHEN NOT EXISTS (SELECT 1 FROM journal WHERE number = new.number AND hash = new.hash
                         AND new.number = old.number + 1)
        BEGIN SELECT raise(ABORT, 'the head follows the journal'); END""",
    """CREATE TRIGGER journal_checkpoint_stands BEFORE INSERT ON journal_checkpoints
        WHEN NOT EXISTS (SELECT 1 FROM journal WHERE number = new.number AND hash = new.hash)
          OR new.number <= coalesce((SELECT max(number) FROM journal_checkpoints), 0)
        BEGIN SELECT raise(ABORT, 'a checkpoint names a line that is kept'); END""",
    *(
        f"""CREATE TRIGGER {table}_no_{gesture} BEFORE {gesture} ON {table}
        BEGIN SELECT raise(ABORT, 'the journal is append-only'); END"""
        for table, gesture in (
            ("journal", "UPDATE"),
            ("journal_head", "INSERT"),
            ("journal_head", "DELETE"),
            ("journal_checkpoints", "UPDATE"),
            ("journal_checkpoints", "DELETE"),
        )
    ),
)


def migrate(db: Any) -> None:
    """Recreate the journal as a hash chain, beginning with the existing lines in their order."""
    lines = db.execute(
        "SELECT at, mediator_id, station_id, action, reference, detail FROM journal ORDER BY id"
    ).fetchall()
    for statement in ("DROP TABLE journal", *_TABLES):
        db.execute(statement)
    previous = GENESIS
    for number, columns in enumerate(lines, start=1):
        line = Line(number, *columns)
        previous = hash_of(previous, line)
        db.execute(
            "INSERT INTO journal (number, at, mediator_id, station_id, action, reference, detail, hash)"
            " VALUES (:number, :at, :mediator_id, :station_id, :action, :reference, :detail, :hash)",
            {**asdict(line), "hash": previous},
        )
