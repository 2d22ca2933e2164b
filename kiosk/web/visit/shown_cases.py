"""Whose cases this screen has shown since somebody came: once they have gone, « back » leads to none of them.

A mediator's keys open every case of their services, so that forgetting the browser's pages is not enough. What was
left is remembered in the memory of the shift, until somebody takes the case up again from a list.
"""

from dataclasses import dataclass, field

from kiosk.web.request import session


@dataclass(slots=True)
class Shown:
    """At one screen. `here`: the cases of whoever stands there; `left`: those of who has gone."""

    here: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)


def shows(case_id: str) -> None:
    """A page of this case is shown at this screen."""
    _shown().here.add(case_id)


def has_left(case_id: str) -> bool:
    """Whether whoever this case is about has gone, and nobody has taken it up since."""
    return case_id in _shown().left


def take_up(case_id: str) -> None:
    """The case was opened from a list."""
    _shown().left.discard(case_id)


def leave(case_id: str = "") -> None:
    """This case is set aside; without one, whoever stood here has gone with all of theirs."""
    shown = _shown()
    gone = {case_id} if case_id else set(shown.here)
    shown.here -= gone
    shown.left |= gone


def _shown() -> Shown:
    current = session.current()
    screens: dict[str, Shown] = session.box().shifts.memory(current.mediator_id).setdefault("shown", {})
    return screens.setdefault(current.station_id, Shown())
