"""How the cookie of an enrolled station goes on to the next, so that a copy of it is noticed.

The box offers the next cookie once the present one is an hour old, and goes on to it when it is first used. Whoever
then still comes with the one before holds a copy, or was copied: nobody can tell which, so both are ended.
"""

from datetime import datetime, timedelta
from enum import Enum, auto

from msgspec import Struct

LAN_COOKIE = "__Host-parvis_station"
"""The cookie of an enrolled station: under this prefix a browser takes it over TLS only, and from no other host."""
TURNS_EVERY = timedelta(hours=1)
GRACE = timedelta(minutes=1)
"""How long the former cookie is still taken: requests that were on their way, and pages that were loading."""


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
        young, unused = now - self.since <= GRACE, self.seen_at - self.since <= GRACE
        return Turn.FORMER if sent == self.generation - 1 and (young or unused) else Turn.COPIED

    def offers_next(self, sent: int, now: datetime) -> bool:
        """Whether this answer brings the next cookie: the present one is old, or the former one came back to stay."""
        turn = self.judge(sent, now)
        return (turn is Turn.PRESENT and now - self.since > TURNS_EVERY) or (
            turn is Turn.FORMER and now - self.since > GRACE
        )
