"""A month or a calendar year, of which figures are told, and those that it is compared with."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct

_CODE = re.compile(r"(20\d\d)(?:-(0[1-9]|1[0-2]))?")


class Span(Struct, frozen=True):
    """A month or a year: its first and its last day."""

    first: date
    last: date

    @property
    def is_year(self) -> bool:
        return self.first.month != self.last.month

    @property
    def code(self) -> str:
        """« 2026-11 » or « 2026 », which `read_span` reads."""
        return f"{self.first:%Y}" if self.is_year else f"{self.first:%Y-%m}"

    @property
    def asked(self) -> dict[str, str]:
        """How an address asks for it: `month=2026-11` or `year=2026`."""
        return {"year" if self.is_year else "month": self.code}

    @property
    def before(self) -> "Span":
        """The one just before: a month before a month, a year before a year."""
        return (make_year if self.is_year else make_month)(self.first - timedelta(days=1))

    @property
    def after(self) -> "Span":
        return (make_year if self.is_year else make_month)(self.last + timedelta(days=1))

    @property
    def earlier(self) -> tuple["Span", ...]:
        """What it is compared with: the one before, and the same month of the year before."""
        if self.is_year:
            return (self.before,)
        return self.before, make_month(self.first.replace(year=self.first.year - 1))

    def list_months(self) -> Iterator["Span"]:
        month = make_month(self.first)
        while month.first <= self.last:
            yield month
            month = month.after


def make_month(day: date) -> Span:
    """The month of a day."""
    return Span(day.replace(day=1), (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1))


def make_year(day: date) -> Span:
    return Span(date(day.year, 1, 1), date(day.year, 12, 31))


def read_month(code: str) -> Span | None:
    """« 2026-11 »; None for anything else."""
    found = read_span(code)
    return None if found is None or found.is_year else found


def read_span(code: str) -> Span | None:
    """« 2026-11 » or « 2026 »; None for anything else, and for another century."""
    found = _CODE.fullmatch(code)
    if found is None:
        return None
    year, month = found.groups()
    return make_month(date(int(year), int(month), 1)) if month else make_year(date(int(year), 1, 1))
