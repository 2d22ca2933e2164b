"""What a screen is for."""

from enum import StrEnum


class StationRole(StrEnum):
    """A mediator's desk, or a terminal at which citizens are alone."""

    DESK = "desk"
    TERMINAL = "terminal"
