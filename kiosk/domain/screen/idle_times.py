"""Idle times of a public screen: after a pause it asks whether the citizen is there, then it ends the session.

WCAG 2.2.1 requires a warning of 20 seconds that a simple gesture extends; the figures are VotingWorks'.
"""

from datetime import timedelta

from kiosk.domain.screen.comfort import Comfort

ANSWER = timedelta(seconds=45)
"""Time to answer the question; the screen counts it down and reads it aloud."""
GRACE = timedelta(seconds=60)
"""Time after which the box ends the session itself, if the screen has not reported that nobody is there."""
SLOWLY = 2
"""Factor for people who asked for more time."""


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
