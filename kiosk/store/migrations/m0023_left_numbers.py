"""Numbers of cases that persons who cannot read paper left at the desk, so that somebody there tells them again."""

from typing import Any

RECORDED = "m0023_left_numbers"
ABOUT = {
    "left_numbers": "Cases whose number a person at a terminal left at the desk; the number stands in `submissions`.",
    "left_numbers.station_id": "The terminal it was left at; '' for a screen that is no station.",
    "left_numbers.at": "When, in UTC.",
}


def migrate(db: Any) -> None:
    """Make the table."""
    db.execute(
        "CREATE TABLE left_numbers (case_id TEXT PRIMARY KEY REFERENCES submissions, station_id TEXT NOT NULL,"
        " at TEXT NOT NULL) STRICT"
    )
