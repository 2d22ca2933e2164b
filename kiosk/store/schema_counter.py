"""The tables of a busy counter: what a mediator begins most, and the drafts that were set aside with a note."""

from typing import Any

COUNTER = (
    """CREATE TABLE favourites (
        mediator_id TEXT NOT NULL REFERENCES mediators, procedure_id TEXT NOT NULL, added_at TEXT NOT NULL,
        PRIMARY KEY (mediator_id, procedure_id)) STRICT""",
    # `note` is locked under the case's data key.
    """CREATE TABLE parked (
        case_id TEXT PRIMARY KEY REFERENCES cases, note BLOB NOT NULL, at TEXT NOT NULL) STRICT""",
)


def migrate(db: Any) -> None:
    """Nobody has a favourite yet, and nothing is set aside."""
    for statement in COUNTER:
        db.execute(statement)
