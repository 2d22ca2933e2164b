"""How the person of a session listens: whether pages are read to them, how fast, how loud, and what others may hear."""

from typing import Any

RECORDED = "m0022_speech"
ABOUT = {
    "sessions.speech": "How the person listens, as `domain/speech/listening.py` writes it; '' where nothing is read."
}


def migrate(db: Any) -> None:
    """Add the column; nothing was read to anybody before."""
    db.execute("ALTER TABLE sessions ADD COLUMN speech TEXT NOT NULL DEFAULT ''")
