"""Which steps of the first day are done."""

import json
from datetime import datetime
from typing import Any

from kiosk.clock import stamp
from kiosk.domain.screen.first_day_step import FirstDayStep
from kiosk.store.database import Database, insert, rows


def done(db: Database) -> dict[str, dict[str, Any]]:
    """The steps that are done, each with what was typed and stands nowhere else."""
    return {
        row["step"]: json.loads(row["value"]) if row["value"] else {}
        for row in rows(db, "SELECT step, value FROM first_day")
    }


def note(db: Database, step: FirstDayStep, at: datetime, value: dict[str, Any] | None = None) -> None:
    """Note that a step is done; a later note replaces an earlier one."""
    text = json.dumps(value, ensure_ascii=False) if value else ""
    insert(db, "first_day", {"step": step, "value": text, "at": stamp(at)}, "REPLACE")
