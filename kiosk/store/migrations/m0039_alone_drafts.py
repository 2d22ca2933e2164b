"""What a person who is alone proved before their supplement began, locked under the key of its draft."""

from typing import Any

RECORDED = "m0039_alone_drafts"
ABOUT = {
    "supplement_drafts.alone": "The code's hash and the papers asked for, locked by the draft's key; none at a desk.",
}


def migrate(db: Any) -> None:
    """Add the column; drafts that there are were begun at a desk."""
    db.execute("ALTER TABLE supplement_drafts ADD COLUMN alone BLOB")
