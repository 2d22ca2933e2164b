"""Comfort settings of a session: text size, colours, letters, motion, time limits, keyboard, keys, what three
presses of Shift do, and for who goes by ear alone whether the screen is black.

Four sizes and four colour modes after VotingWorks' accessible terminals; a text of 0.7° after EN 301 549, 5.1.4.
"""

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
def read(written: str) -> Comfort:
    """The settings in a text made by `Comfort.written`; unknown words are ignored."""
    words = written.split()
    return Comfort(**{name: word for name, choices in CHOICES.items() for word in words if word in choices})
