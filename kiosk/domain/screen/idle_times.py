"""Idle times of a public screen: after a pause it asks whether the citizen is there, then it ends the session.

WCAG 2.2.1 requires a warning of 20 seconds that a simple gesture extends; the figures are VotingWorks'.
"""

from datetime import datetime, timedelta

from msgspec import Struct

from kiosk.domain.screen.comfort import Comfort

WARNING = timedelta(minutes=2)
"""How long before the end a page asks; a session that lasts less than twice as long asks at its half."""
ANSWER = timedelta(seconds=45)
"""Time to answer the question; the screen counts it down and reads it aloud."""
GRACE = timedelta(seconds=60)
"""Time after which the box ends the session itself, if the screen has not reported that nobody is there."""
SLOWLY = 2
"""Factor for people who asked for more time."""


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


def asks_after(minutes: int, comfort: Comfort) -> timedelta:
    """Time without a touch after which the screen asks; `minutes` is the setting."""
    return timedelta(minutes=minutes) * _pace(comfort)


def answers_within(comfort: Comfort) -> timedelta:
    """Time to answer the question."""
    return ANSWER * _pace(comfort)


def ends_after(minutes: int, comfort: Comfort) -> timedelta:
    """Time without a noted request after which the box itself ends the session.

    It must be later than the screen's own end. A session's use is noted only ten times per lifetime, hence 10/9; then
    the grace is added.
    """
    return (asks_after(minutes, comfort) + answers_within(comfort)) * 10 / 9 + GRACE


def _pace(comfort: Comfort) -> int:
    return SLOWLY if comfort.time == "slow" else 1
