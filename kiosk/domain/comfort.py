"""How a person wants to see and to press: size, colours, letters, stillness, time, keys. It lasts as their session.

Four sizes and four colour modes after VotingWorks' accessible terminals; a text of 0.7° after EN 301 549, 5.1.4.
"""

from dataclasses import dataclass, fields

CHOICES = {
    "size": ("normal", "large", "larger", "largest"),
    "colours": ("warm", "black-on-white", "white-on-black", "low-glare"),
    "letters": ("atkinson", "dyslexic"),
    "motion": ("moving", "still"),
    "time": ("usual", "slow"),
    "keyboard": ("azerty", "abc"),
    "keys": ("fingers", "switches"),
}
"""What can be chosen; the first of each is what a new session has. No word stands twice."""


@dataclass(frozen=True, slots=True)
class Comfort:
    """One word of `CHOICES` each."""

    size: str = "normal"
    colours: str = "warm"
    letters: str = "atkinson"
    motion: str = "moving"
    time: str = "usual"
    keyboard: str = "azerty"
    keys: str = "fingers"

    @property
    def written(self) -> str:
        """The words that differ from a new session's, as pages and the store hold them: `larger white-on-black`."""
        return " ".join(getattr(self, each.name) for each in fields(self) if getattr(self, each.name) != each.default)


USUAL = Comfort()


def read(written: str) -> Comfort:
    """What `written` says; a word that nobody knows is left out."""
    words = written.split()
    return Comfort(**{name: word for name, choices in CHOICES.items() for word in words if word in choices})
