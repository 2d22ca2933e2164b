"""The ways in which a line fails, and which of them the n-th request of a site meets."""

import random
from enum import StrEnum


class Fault(StrEnum):
    """What happens to one request on its way to the hub, or to its answer on the way back."""

    DROP = "drop"
    """The connection ends before anything reaches the hub."""
    DELAY = "delay"
    DUPLICATE = "duplicate"
    """The hub gets the request twice, one after the other."""
    LATE_TWIN = "late twin"
    """The hub gets a second copy of the request after the next one."""
    CUT_REQUEST = "cut request"
    """Half of the body reaches the hub, then the connection ends."""
    CUT_ANSWER = "cut answer"
    """Half of the answer comes back, then the connection ends."""
    RESET = "reset"
    """The hub acts, and the connection is reset instead of an answer (TCP RST)."""
    LOST_ANSWER = "lost answer"
    """The hub acts, and the connection ends without an answer."""
    GARBLED_REQUEST = "garbled request"
    GARBLED_ANSWER = "garbled answer"
    TOO_LARGE = "413"
    NOT_NOW = "423"
    TOO_MANY = "429"
    BROKEN = "502"
    UNAVAILABLE = "503"
    PORTAL = "portal"
    """A page of the network's own answers, with status 200."""
    SENT_ELSEWHERE = "sent elsewhere"
    """A page of the network's own is where the answer leads, with status 302."""


REFUSALS = {
    Fault.TOO_LARGE: 413,
    Fault.NOT_NOW: 423,
    Fault.TOO_MANY: 429,
    Fault.BROKEN: 502,
    Fault.UNAVAILABLE: 503,
    Fault.SENT_ELSEWHERE: 302,
    Fault.PORTAL: 200,
}
"""Faults that are an answer of somebody else than the hub, with its status."""


def met_by(seed: str, number: int, share: float) -> Fault | None:
    """The fault of the request of that number: the same for the same seed. `share` of the requests meet one."""
    dice = random.Random(f"{seed} {number}")
    return dice.choice(list(Fault)) if dice.random() < share else None
