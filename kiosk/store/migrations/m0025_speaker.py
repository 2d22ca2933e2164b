"""How loud the speaker of a screen begins, as somebody measured it."""

from typing import Any

RECORDED = "m0025_speaker"
ABOUT = {"stations.speaker": "How loud each session begins at it, 0 to 100; NULL where the settings say it."}


def migrate(db: Any) -> None:
    """Add the column; nobody has measured a screen of before."""
    db.execute("ALTER TABLE stations ADD COLUMN speaker INTEGER")
