"""How a person at a screen wants to see and to press, and how large that screen is."""

from typing import Any

COMFORT = (
    "ALTER TABLE sessions ADD COLUMN comfort TEXT NOT NULL DEFAULT ''",
    # 0 where nobody has measured the screen yet.
    "ALTER TABLE stations ADD COLUMN mm_per_px REAL NOT NULL DEFAULT 0",
    "ALTER TABLE stations ADD COLUMN distance_mm INTEGER NOT NULL DEFAULT 0",
)


def migrate(db: Any) -> None:
    """Everyone sees as before, and no screen is measured."""
    for statement in COMFORT:
        db.execute(statement)
