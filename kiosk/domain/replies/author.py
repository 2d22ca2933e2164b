"""Who takes a decision: name, first name and quality, which every decision has to say (CRPA L. 212-1)."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused

LONGEST = 100
"""Characters of each part."""


class Author(Struct, frozen=True):
    """The author of a decision; `quality` is French, such as « Adjointe au maire »."""

    given_names: str = ""
    family_name: str = ""
    quality: str = ""

    @property
    def name(self) -> str:
        """First name and name, as a letter is signed."""
        return f"{self.given_names} {self.family_name}".strip()

    @property
    def in_full(self) -> str:
        """With the quality, as pages say it: « Claire Morel, Adjointe au maire »."""
        return ", ".join(filter(None, (self.name, self.quality)))

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing that the law asks for."""
        return bool(self.given_names and self.family_name and self.quality)


def parse_author(given_names: str, family_name: str, quality: str) -> Author:
    """An author as they were typed. Raises `Refused`: `author-missing` where a part is, `author-too-long`."""
    author = Author(*(" ".join(part.split()) for part in (given_names, family_name, quality)))
    if not author.is_whole:
        raise Refused(HubRefusal.AUTHOR_MISSING)
    if max(map(len, asdict(author).values())) > LONGEST:
        raise Refused(HubRefusal.AUTHOR_TOO_LONG, most=LONGEST)
    return author


def propose_author(name: str, quality: str = "") -> Author:
    """What a name that stands in one line proposes: its first word is the first name; whoever reads it may correct."""
    first, _, rest = " ".join(name.split()).partition(" ")
    return Author(first, rest, quality)


def find_decision_author(said: Mapping[str, Any] | None) -> Author | None:
    """The author in what was kept of a decision; None where it has none."""
    return Author(**said) if said else None
