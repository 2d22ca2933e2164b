"""Days and moments as people here read them."""

from datetime import date, datetime

from flask_babel import format_date, format_time


def day(iso: str) -> str:
    """« 24 novembre 2026 », from an ISO day."""
    return str(format_date(date.fromisoformat(iso), "long"))


def moment(at: datetime) -> str:
    """« 24 novembre 2026, 14:05 », in the hub's time zone."""
    return f"{format_date(at, 'long')}, {format_time(at, 'short')}"
