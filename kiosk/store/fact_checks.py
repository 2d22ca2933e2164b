"""What somebody of the town hall checked at the desk: one row for each fact, with a digest of what they read."""

from collections.abc import Sequence
from datetime import date

from kiosk.store.database import Database


def select_fact_checks(db: Database) -> dict[str, tuple[date, str]]:
    """By the digest of the fact: the day on which it was checked, and the name of who did."""
    rows = db.execute("SELECT sha256, checked_on, checked_by FROM fact_checks")
    return {sha256: (date.fromisoformat(day), name) for sha256, day, name in rows}


def replace_fact_checks(db: Database, digests: Sequence[str], day: date, name: str) -> None:
    """Note that these facts were checked that day by this person; an earlier check of the same words gives way."""
    rows = [{"sha256": sha256, "checked_on": day.isoformat(), "checked_by": name} for sha256 in digests]
    db.table("fact_checks").insert_all(rows, replace=True)
