"""Remembers which cases a screen has shown, so that « back » in the browser shows none of them after the person has
gone.

A mediator's keys open every case of their services, so clearing the browser is not enough. Cases that were left are
remembered for the shift, until somebody opens them again from a list.
"""

from dataclasses import dataclass, field

from kiosk.web.request import session


@dataclass(slots=True)
class Shown:
    """The cases of one screen. `here`: of the person who stands there; `left`: of those who have gone."""

    here: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)


def record_shown(case_id: str) -> None:
    """Record that a page of this case is shown at this screen."""
    _shown().here.add(case_id)


def has_left(case_id: str) -> bool:
    """Whether the person of this case has gone, and nobody has opened it from a list since."""
    return case_id in _shown().left


def record_reopened(case_id: str) -> None:
    """Record that the case was opened from a list."""
    _shown().left.discard(case_id)


def record_left(case_id: str = "") -> None:
    """Record that this case was left; without one, all cases of the person who stood here."""
    shown = _shown()
    gone = {case_id} if case_id else set(shown.here)
    shown.here -= gone
    shown.left |= gone


def _shown() -> Shown:
    current = session.current()
    screens: dict[str, Shown] = session.box().shifts.memory(current.mediator_id).setdefault("shown", {})
    return screens.setdefault(current.station_id, Shown())
