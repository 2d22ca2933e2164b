"""What came of a call to a person."""

from enum import StrEnum


class CallOutcome(StrEnum):
    """Words: context `call-outcome`. After `REACHED` and `MESSAGE` nobody need call again; a message is left only where
    the person allowed it."""

    REACHED = "reached"
    MESSAGE = "message"
    NO_ANSWER = "no-answer"


TOLD = (CallOutcome.REACHED, CallOutcome.MESSAGE)
"""After one of these the person knows, or will."""
