"""The steps of the first day that are done, so that the wizard goes on where it was left."""

from typing import Any

RECORDED = "m0020_first_day"
ABOUT = {
    "first_day": "Steps of the first day that are done: the wizard's, and what the desk is reminded of.",
    "first_day.step": "A step, as `domain.screen.first_day_step` names it.",
    "first_day.value": "What was typed and stands nowhere else, as JSON; '' for none. Never a secret.",
    "first_day.at": "When it was done, in UTC.",
}


def migrate(db: Any) -> None:
    """Make the table."""
    db.execute(
        "CREATE TABLE first_day (step TEXT PRIMARY KEY, value TEXT NOT NULL DEFAULT '', at TEXT NOT NULL) STRICT"
    )
