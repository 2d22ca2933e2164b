"""Where the paper of a screen comes out, said to whoever does not see it."""

from typing import Any

RECORDED = "m0024_paper_slot"
ABOUT = {"stations.paper_slot": "Where its paper comes out, as `PaperSlot` tells; '' where nobody said it."}


def migrate(db: Any) -> None:
    """Add the column; nobody has said it of a screen of before."""
    db.execute("ALTER TABLE stations ADD COLUMN paper_slot TEXT NOT NULL DEFAULT ''")
