"""How a person at a screen wants to see and to press, and how large that screen is."""

from typing import Any

RECORDED = "m006_comfort"
ABOUT = {
    "sessions.comfort": "How the person wants to see and to press, as `domain.comfort` writes it.",
    "stations.mm_per_px": "0 where nobody has measured the screen yet.",
    "stations.distance_mm": "From where the screen is read; 0 where that is not known.",
}

_CHANGES = (
    "ALTER TABLE sessions ADD COLUMN comfort TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE stations ADD COLUMN mm_per_px REAL NOT NULL DEFAULT 0",
    "ALTER TABLE stations ADD COLUMN distance_mm INTEGER NOT NULL DEFAULT 0",
)


def migrate(db: Any) -> None:
    """Add the columns: everyone sees as before, and no screen is measured."""
    for statement in _CHANGES:
        db.execute(statement)
