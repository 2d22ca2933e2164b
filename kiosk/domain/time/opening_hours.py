"""When someone is there: weekly hours of each place, public holidays, and days that are exceptions."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from msgspec import Struct

from kiosk.domain.time import calendar

WEEK = 7
AHEAD = timedelta(days=60)
"""How far ahead an opening is looked for."""


class Slot(Struct, frozen=True, order=True):
    """An uninterrupted stretch of one day, in the site's own time; `closes` is later than `opens`."""

    opens: time
    closes: time


class Rule(Struct, frozen=True):
    """The hours of one place on some weekdays (0 is Monday), on public holidays, or from a `first` to a `last` day.

    No slots: closed. `place` is "" for the town hall itself.
    """

    slots: tuple[Slot, ...] = ()
    weekdays: frozenset[int] = frozenset()
    holidays: bool = False
    first: date | None = None
    last: date | None = None
    place: str = ""

    def covers(self, day: date) -> bool:
        """Whether this is an exception for that day."""
        return self.first is not None and self.last is not None and self.first <= day <= self.last


class State(StrEnum):
    """Whether someone is there; `UNKNOWN`: there are no hours, or none within `AHEAD`."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class Opening(Struct, frozen=True):
    """Whether a place is open, and `at` which moment that changes, in the time zone it was asked in."""

    state: State
    at: datetime | None = None


class OpeningHours(Struct, frozen=True):
    """The hours of a town hall and of its other places. Without rules nothing is known, which is not « closed »."""

    rules: tuple[Rule, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.rules)

    @property
    def places(self) -> tuple[str, ...]:
        """Each place once, in the order of the rules."""
        return tuple(dict.fromkeys(rule.place for rule in self.rules))

    def week(self, place: str = "") -> tuple[tuple[Slot, ...], ...]:
        """The slots of an ordinary week, seven days from Monday on."""
        ordinary = [rule for rule in self.rules if rule.place == place]
        return tuple(
            tuple(sorted(slot for rule in ordinary if day in rule.weekdays for slot in rule.slots))
            for day in range(WEEK)
        )

    def on(self, day: date, place: str = "") -> tuple[Slot, ...]:
        """The slots of a day: those of the exception written last, else of public holidays, else of its weekday."""
        exceptions = [rule for rule in self.rules if rule.place == place and rule.covers(day)]
        if exceptions:
            return exceptions[-1].slots
        if calendar.is_holiday(day):
            return tuple(
                sorted(slot for rule in self.rules if rule.place == place and rule.holidays for slot in rule.slots)
            )
        return self.week(place)[day.weekday()]

    def exceptions(self, since: date, until: date, place: str = "") -> tuple[Rule, ...]:
        """The exceptions that touch these days, the nearest first."""
        touching = (rule for rule in self.rules if rule.place == place and rule.first and rule.last)
        return tuple(
            sorted(
                (rule for rule in touching if rule.last and rule.first and since <= rule.last and rule.first <= until),
                key=lambda rule: rule.first or since,
            )
        )

    def next_opening(self, now: datetime, place: str = "") -> Opening:
        """Whether the place is open `now` (in the site's time zone), and until when, or when it opens next."""
        if place not in self.places:
            return Opening(State.UNKNOWN)
        for slot, day in self._ahead(now.date(), place):
            opens, closes = (datetime.combine(day, moment, now.tzinfo) for moment in (slot.opens, slot.closes))
            if opens <= now < closes:
                return Opening(State.OPEN, closes)
            if now < opens:
                return Opening(State.CLOSED, opens)
        return Opening(State.UNKNOWN)

    def _ahead(self, today: date, place: str) -> Iterator[tuple[Slot, date]]:
        for days in range(AHEAD.days + 1):
            day = today + timedelta(days=days)
            for slot in self.on(day, place):
                yield slot, day
