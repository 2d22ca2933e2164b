"""Changed references: a case that got a new reference is still found under its old one, by its events."""

from kiosk.store.database import Database, rows


def renumber(db: Database, case_id: str, reference: str, counter: int) -> None:
    """Change the reference of a submitted case; its earlier events keep the old one."""
    db.conn.execute(
        "UPDATE submissions SET reference = ?, counter = ? WHERE case_id = ?", (reference, counter, case_id)
    )


def former(db: Database, case_id: str) -> tuple[str, ...]:
    """The references that a case had before, the oldest first."""
    events = rows(
        db,
        "SELECT events.reference FROM events JOIN submissions ON submissions.case_id = events.stream"
        " WHERE stream = ? AND events.reference <> submissions.reference GROUP BY events.reference"
        " ORDER BY min(events.rowid)",
        case_id,
    )
    return tuple(str(event["reference"]) for event in events)


def now(db: Database, reference: str) -> tuple[str, ...]:
    """The present references of cases that had this reference before."""
    cases = rows(
        db,
        "SELECT DISTINCT submissions.reference FROM events JOIN submissions ON submissions.case_id = events.stream"
        " WHERE events.reference = ? AND events.reference <> submissions.reference ORDER BY submissions.counter",
        reference,
    )
    return tuple(str(case["reference"]) for case in cases)


def not_received(db: Database) -> tuple[str, ...]:
    """The references of submitted cases that the hub has not taken, by counter."""
    cases = rows(
        db,
        "SELECT reference FROM submissions WHERE case_id IN (SELECT stream FROM outbox WHERE type = 'submitted'"
        " UNION SELECT stream FROM attention WHERE type = 'submitted') ORDER BY counter",
    )
    return tuple(str(case["reference"]) for case in cases)
