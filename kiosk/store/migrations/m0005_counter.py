"""The tables of favourite procedures and of drafts that were set aside with a note."""

from typing import Any

RECORDED = "m003_counter"
ABOUT = {
    "favourites": "The favourite procedures that each mediator has chosen.",
    "parked": "Drafts that were set aside.",
    "parked.note": "Locked under the case's data key.",
}

_TABLES = (
    """CREATE TABLE favourites (
        mediator_id TEXT NOT NULL REFERENCES mediators, procedure_id TEXT NOT NULL, added_at TEXT NOT NULL,
        PRIMARY KEY (mediator_id, procedure_id)) STRICT""",
    """CREATE TABLE parked (
        case_id TEXT PRIMARY KEY REFERENCES cases, note BLOB NOT NULL, at TEXT NOT NULL) STRICT""",
)


def migrate(db: Any) -> None:
    """Create both tables, empty."""
    for statement in _TABLES:
        db.execute(statement)
