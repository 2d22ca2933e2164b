"""How much a database holds, in the numbers that a person who brings a backup back can compare."""

from kiosk.store.database import Database, number


def submitted(db: Database) -> int:
    """Cases that were submitted here, whether their contents are still here or not."""
    return number(db, "SELECT count(*) FROM submissions")


def drafts(db: Database) -> int:
    """Cases somebody can go on with."""
    return number(
        db,
        "SELECT count(*) FROM cases WHERE discarded_at IS NULL AND emptied_at IS NULL"
        " AND id NOT IN (SELECT case_id FROM submissions)",
    )
