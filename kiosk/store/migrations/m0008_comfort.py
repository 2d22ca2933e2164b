"""The display preferences of a session, and the measured size of a station's screen."""

from typing import Any

RECORDED = "m006_comfort"
ABOUT = {
    "sessions.comfort": "The person's display preferences, as `domain/screen/comfort.py` writes them.",
    "stations.mm_per_px": "Millimetres per CSS pixel; 0 if the screen was not measured.",
    "stations.distance_mm": "The reading distance; 0 if unknown.",
}

_CHANGES = (
    "ALTER TABLE sessions ADD COLUMN comfort TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE stations ADD COLUMN mm_per_px REAL NOT NULL DEFAULT 0",
    "ALTER TABLE stations ADD COLUMN distance_mm INTEGER NOT NULL DEFAULT 0",
)


def migrate(db: Any) -> None:
    """Add the columns, without preferences and without measures."""
    for statement in _CHANGES:
        db.execute(statement)
