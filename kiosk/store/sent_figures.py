"""Which months' figures the hub has, or would not have."""

from datetime import date, datetime

from kiosk.clock import moment, stamp
from kiosk.store.database import Database, read_value


def read_first_counted_month(db: Database) -> date | None:
    """The first day of the first month in which anything was counted, None where nothing was."""
    first = read_value(
        db, "SELECT min(month) FROM (SELECT min(day) AS month FROM visit_counts UNION SELECT min(month) FROM opinions)"
    )
    return date.fromisoformat(f"{first[:7]}-01") if first else None


def select_sent_months(db: Database, refused_since: datetime) -> set[str]:
    """The months (`2026-11`) that the hub has, and those that it would not have at a moment since."""
    return {
        row["month"]
        for row in db.table("sent_figures").rows
        if not row["refusal"] or moment(row["at"]) >= refused_since
    }


def save_sent_month(db: Database, month: str, at: datetime, refusal: str) -> None:
    """Note that the hub has a month, or with the code `refusal` that it would not have it."""
    db.table("sent_figures").insert({"month": month, "at": stamp(at), "refusal": refusal}, replace=True)
