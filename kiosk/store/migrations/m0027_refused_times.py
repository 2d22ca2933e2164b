"""How often the hub has refused a file, so that one that is refused for ever is tried ever more rarely."""

from typing import Any

RECORDED = "m0027_refused_times"
ABOUT = {"parcel_refusals.times": "Refusals in a row; the more, the later the file is tried again."}


def migrate(db: Any) -> None:
    """Add the column: files that were refused before count as refused once."""
    db.execute("ALTER TABLE parcel_refusals ADD COLUMN times INTEGER NOT NULL DEFAULT 1")
