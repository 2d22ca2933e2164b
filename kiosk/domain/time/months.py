"""Add whole calendar months, as legal delays count them."""

from calendar import monthrange
from datetime import date


def after(day: date, months: int) -> date:
    """The same day `months` later, or the last day of that month if it has no such day (CPC art. 641)."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
