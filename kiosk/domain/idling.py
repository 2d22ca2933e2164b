"""How long a public screen waits for its citizen: first it asks whether they are there, then it forgets them.

WCAG 2.2.1 wants a warning of 20 seconds that any simple gesture extends; the figures are VotingWorks'.
"""

from datetime import timedelta

from kiosk.domain.comfort import Comfort

ANSWER = timedelta(seconds=45)
"""Time to answer, which is counted down on the screen and said aloud."""
GRACE = timedelta(seconds=60)
"""A screen is left to say itself that nobody is there; the box ends the session where none did, a little later."""
SLOWLY = 2
"""How much longer it all takes for whoever asked for more time."""


def asks_after(minutes: int, comfort: Comfort) -> timedelta:
    """Time without a touch after which the screen asks, where the setting says `minutes`."""
    return timedelta(minutes=minutes) * _pace(comfort)


def answers_within(comfort: Comfort) -> timedelta:
    """Time to answer it."""
    return ANSWER * _pace(comfort)


def ends_after(minutes: int, comfort: Comfort) -> timedelta:
    """Time without a request after which the box itself ends the session.

    Later than the screen's own, though a session in use is noted only ten times in its life; and then the grace.
    """
    return (asks_after(minutes, comfort) + answers_within(comfort)) * 10 / 9 + GRACE


def _pace(comfort: Comfort) -> int:
    return SLOWLY if comfort.time == "slow" else 1
