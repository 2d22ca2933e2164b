"""When a staff session ends, and how long beforehand its pages say so (WCAG 2.2.1, RGAA 13.1)."""

from datetime import datetime, timedelta

from msgspec import Struct

WARNING = timedelta(minutes=2)
"""How long before the end a page asks; a session that lasts less than twice as long asks at its half."""


class SessionEnd(Struct, frozen=True):
    """The ends of one session, seen at `now`, a time in the zone of whoever reads it.

    `idle` is the time that is left without a gesture, which one press prolongs; `final` the time after which it ends in
    any case, None where it does not.
    """

    now: datetime
    idle: timedelta
    final: timedelta | None = None

    @property
    def before(self) -> timedelta:
        """How long before either end it is said."""
        return min(WARNING, self.idle / 2)

    @property
    def idle_at(self) -> str:
        """« 14:35 », when it ends without a gesture."""
        return _clock(self.now + (self.idle if self.final is None else min(self.idle, self.final)))

    @property
    def final_at(self) -> str:
        """« 20:00 », when it ends in any case; "" where it does not."""
        return "" if self.final is None else _clock(self.now + self.final)

    @property
    def idle_s(self) -> int:
        """Seconds that are left without a gesture."""
        return int(self.idle.total_seconds())

    @property
    def before_s(self) -> int:
        """Seconds before either end at which it is said."""
        return int(self.before.total_seconds())

    @property
    def final_s(self) -> int | str:
        """Seconds after which it ends in any case, "" where it does not."""
        return "" if self.final is None else int(self.final.total_seconds())


def _clock(at: datetime) -> str:
    return f"{at:%H:%M}"
