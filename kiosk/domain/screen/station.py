"""What a station is: what its screen is for, where its paper comes out, and how the cookie of an enrolled one goes on.

A cookie goes on to the next from time to time, so that a copy of it is noticed.

Comfort settings of a session: text size, colours, letters, motion, time limits, keyboard, keys, what three
presses of Shift do, and for who goes by ear alone whether the screen is black.

Four sizes and four colour modes after VotingWorks' accessible terminals; a text of 0.7° after EN 301 549, 5.1.4.

Idle times of a public screen: after a pause it asks whether the citizen is there, then it ends the session.

WCAG 2.2.1 requires a warning of 20 seconds that a simple gesture extends; the figures are VotingWorks'.
"""

from datetime import datetime, timedelta
from enum import Enum, StrEnum, auto
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import fields

CHOICES = {
    "size": ("normal", "large", "larger", "largest"),
    "colours": ("warm", "black-on-white", "white-on-black", "low-glare"),
    "letters": ("atkinson", "dyslexic"),
    "motion": ("moving", "still"),
    "time": ("usual", "slow"),
    "keyboard": ("azerty", "abc"),
    "keys": ("fingers", "switches"),
    "shift": ("shift-hides", "shift-writes"),
    "screen": ("lit", "dark"),
}
"""The choices of each setting, the default first. No word appears twice, because `written` stores words alone."""


class Comfort(Struct, frozen=True):
    """One word of `CHOICES` for each setting."""

    size: str = CHOICES["size"][0]
    colours: str = CHOICES["colours"][0]
    letters: str = CHOICES["letters"][0]
    motion: str = CHOICES["motion"][0]
    time: str = CHOICES["time"][0]
    keyboard: str = CHOICES["keyboard"][0]
    keys: str = CHOICES["keys"][0]
    shift: str = CHOICES["shift"][0]
    screen: str = CHOICES["screen"][0]

    @property
    def written(self) -> str:
        """The words that differ from the defaults, as pages and the store hold them: `larger white-on-black`."""
        return _written(self)


@lru_cache(maxsize=256)
def _written(comfort: Comfort) -> str:
    changed = (setting.name for setting in fields(comfort) if getattr(comfort, setting.name) != setting.default)
    return " ".join(getattr(comfort, name) for name in changed)


USUAL = Comfort()


@lru_cache(maxsize=256)
def parse_comfort(written: str) -> Comfort:
    """The settings in a text made by `Comfort.written`; unknown words are ignored."""
    words = written.split()
    return Comfort(**{name: word for name, choices in CHOICES.items() for word in words if word in choices})


WARNING = timedelta(minutes=2)
"""How long before the end a page asks; a session that lasts less than twice as long asks at its half."""
ANSWER = timedelta(seconds=45)
"""Time to answer the question; the screen counts it down and reads it aloud."""
GRACE = timedelta(seconds=60)
"""Time after which the box ends the session itself, if the screen has not reported that nobody is there."""
SLOWLY = 2
"""Factor for people who asked for more time."""


class SessionEnd(Struct, frozen=True):
    """The ends of one session, seen at `now`, a time in the zone of whoever reads it.

    `idle` is the time that is left without a gesture, which one press prolongs; `final` the time after which it ends in
    any case, None where it does not.
    """

    now: datetime
    idle: timedelta
    final: timedelta | None = None

    @property
    def before(self) -> timedelta:
        return min(WARNING, self.idle / 2)

    @property
    def idle_at(self) -> str:
        """« 14:35 », when it ends without a gesture."""
        return f"{self.now + (self.idle if self.final is None else min(self.idle, self.final)):%H:%M}"

    @property
    def final_at(self) -> str:
        """« 20:00 », when it ends in any case; "" where it does not."""
        return "" if self.final is None else f"{self.now + self.final:%H:%M}"

    @property
    def idle_s(self) -> int:
        return int(self.idle.total_seconds())

    @property
    def before_s(self) -> int:
        return int(self.before.total_seconds())

    @property
    def final_s(self) -> int | str:
        """Seconds after which it ends in any case, "" where it does not."""
        return "" if self.final is None else int(self.final.total_seconds())


def asks_after(minutes: int, comfort: Comfort) -> timedelta:
    """Time without a touch after which the screen asks; `minutes` is the setting."""
    return timedelta(minutes=minutes) * _pace(comfort)


def answers_within(comfort: Comfort) -> timedelta:
    return ANSWER * _pace(comfort)


def ends_after(minutes: int, comfort: Comfort) -> timedelta:
    """Time without a noted request after which the box itself ends the session. It must be later than the screen's own
    end. A session's use is noted only ten times per lifetime, hence 10/9; then the grace is added."""
    return (asks_after(minutes, comfort) + answers_within(comfort)) * 10 / 9 + GRACE


def _pace(comfort: Comfort) -> int:
    return SLOWLY if comfort.time == "slow" else 1


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


class CookieTurn(Enum):
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

    def judge(self, sent: int, now: datetime) -> CookieTurn:
        """A number further on is of a box that was restored from a backup: it has made that cookie itself.

        A browser writes its cookies to the disk some 30 seconds late, so a power cut can bring the former one back: it
        is taken if the present one was not used beyond its first minute, as it would be if somebody else had it.
        """
        if sent == self.generation:
            return CookieTurn.PRESENT
        if sent > self.generation:
            return CookieTurn.NEXT
        young, unused = now - self.since <= TURN_GRACE, self.seen_at - self.since <= TURN_GRACE
        return CookieTurn.FORMER if sent == self.generation - 1 and (young or unused) else CookieTurn.COPIED

    def offers_next(self, sent: int, now: datetime) -> bool:
        """Whether this answer brings the next cookie: the present one is old, or the former one came back to stay."""
        turn = self.judge(sent, now)
        return (turn is CookieTurn.PRESENT and now - self.since > TURNS_EVERY) or (
            turn is CookieTurn.FORMER and now - self.since > TURN_GRACE
        )
