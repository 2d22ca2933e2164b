"""What a screen is for."""

from enum import StrEnum


class StationRole(StrEnum):
    """A mediator's desk, a terminal at which citizens are alone, or the second screen that a citizen sees at a desk."""

    DESK = "desk"
    TERMINAL = "terminal"
    SECOND_SCREEN = "second-screen"
