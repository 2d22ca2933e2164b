"""By which day the papers are due that the hub said a service asks for: the delay of an answer waits until then."""

from typing import Any

RECORDED = "m0021_papers_by"
ABOUT = {"updates.papers_by": "The day by which papers are due that the service asked for; '' where it asked for none."}


def migrate(db: Any) -> None:
    """Add the column; updates of before gave no day."""
    db.execute("ALTER TABLE updates ADD COLUMN papers_by TEXT NOT NULL DEFAULT ''")
