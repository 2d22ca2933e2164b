"""What a station is: what its screen is for, where its paper comes out, and how the cookie of an enrolled one goes on.

A cookie goes on to the next from time to time, so that a copy of it is noticed.
"""

from datetime import datetime, timedelta
from enum import Enum, StrEnum, auto

from msgspec import Struct

LAN_COOKIE = "__Host-parvis_station"
"""The cookie of an enrolled station: under this prefix a browser takes it over TLS only, and from no other host."""
TURNS_EVERY = timedelta(hours=1)
TURN_GRACE = timedelta(minutes=1)
"""How long the former cookie is still taken: requests that were on their way, and pages that were loading."""


class StationRole(StrEnum):
    """A mediator's desk, a terminal at which citizens are alone, or the second screen that a citizen sees at a desk."""

    DESK = "desk"
    TERMINAL = "terminal"
    SECOND_SCREEN = "second-screen"


class StationEnd(StrEnum):
    """Somebody took it off at the desk, or its cookie was used in two places. Words: context `station-end`."""

    REVOKED = "revoked"
    COPIED = "copied"


class PaperSlot(StrEnum):
    """A place beside or below the screen; `UNTOLD` where nobody has said it."""

    UNTOLD = ""
    BELOW_LEFT = "below-left"
    BELOW = "below"
    BELOW_RIGHT = "below-right"
    LEFT = "left"
    RIGHT = "right"
    BEHIND = "behind"


class Turn(Enum):
    """What a cookie that this box made is worth."""

    PRESENT = auto()
    NEXT = auto()
    FORMER = auto()
    """Taken once more. It is on its way, or the browser lost the present one in a power cut."""
    COPIED = auto()


class Turns(Struct, frozen=True):
    """The number of the present cookie, when it was first used, and when it was last."""

    generation: int
    since: datetime
    seen_at: datetime

    def judge(self, sent: int, now: datetime) -> Turn:
        """What the cookie of that number is worth.

        A number further on is of a box that was restored from a backup: it has made that cookie itself.

        A browser writes its cookies to the disk some 30 seconds late, so a power cut can bring the former one back: it
        is taken if the present one was not used beyond its first minute, as it would be if somebody else had it.
        """
        if sent == self.generation:
            return Turn.PRESENT
        if sent > self.generation:
            return Turn.NEXT
        young, unused = now - self.since <= TURN_GRACE, self.seen_at - self.since <= TURN_GRACE
        return Turn.FORMER if sent == self.generation - 1 and (young or unused) else Turn.COPIED

    def offers_next(self, sent: int, now: datetime) -> bool:
        """Whether this answer brings the next cookie: the present one is old, or the former one came back to stay."""
        turn = self.judge(sent, now)
        return (turn is Turn.PRESENT and now - self.since > TURNS_EVERY) or (
            turn is Turn.FORMER and now - self.since > TURN_GRACE
        )
