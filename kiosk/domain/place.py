"""A commune as an address names it, and how its name is spelled and found."""

import re
from dataclasses import dataclass, replace
from typing import Protocol

from kiosk.domain import spelling

ARTICLES = frozenset(["a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "sous", "sur"])
"""Words of a name that people leave out or change: « Bourg de Bresse »."""
SHORT = {"saint": "st", "sainte": "ste", "saints": "sts", "saintes": "stes"}
LONGEST = 60
MOST_WORDS = 10
"""Letters and words that are looked at: the longest name, Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson, has fewer."""
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"})
_APART = re.compile(r"[\s\-–(),./·]+")
_APOSTROPHES = re.compile("['’ʼ`]")


@dataclass(frozen=True, slots=True)
class Place:
    """One commune with the postal codes that are meant: `department` is a number, `area` its name.

    `also` is the former name by which it was found.
    """

    insee: str
    name: str
    department: str
    area: str
    postcodes: tuple[str, ...]
    also: str = ""

    @property
    def label(self) -> str:
        """« Saint-Denis (93) · 93200 »; of several codes the first and the last."""
        codes = " – ".join(dict.fromkeys((self.postcodes[0], self.postcodes[-1])))
        return f"{self.name} ({self.department}) · {codes}"

    @property
    def line(self) -> str:
        """« 93200 Saint-Denis », as an address has it."""
        return f"{self.postcodes[0]} {self.name}"

    def apart(self) -> tuple["Place", ...]:
        """One place for each of its codes."""
        return tuple(replace(self, postcodes=(code,)) for code in self.postcodes)


class Places(Protocol):
    """All communes, as whoever keeps them finds them; those of the site's own department come first."""

    def at(self, postcode: str) -> tuple[Place, ...]:
        """Every commune that has this whole postal code."""

    def of(self, insee: str) -> tuple[Place, ...]:
        """One row for each postal code of a commune."""

    def named(self, name: str) -> tuple[Place, ...]:
        """Every commune of exactly this name, spelled as people do; one row for each postal code."""

    def like(self, typed: str, postcode: str = "") -> tuple[Place, ...]:
        """The likeliest few, from the beginning of a code or of the words of a name; those with `postcode` first."""

    def meant(self, postcode: str, name: str) -> Place | None:
        """The one commune with this code and this name, which may be its beginning; None where none or several are."""


class Nowhere:
    """Knows no commune, so that nothing is completed and nothing is asked."""

    def at(self, postcode: str) -> tuple[Place, ...]:
        """None."""
        return ()

    def of(self, insee: str) -> tuple[Place, ...]:
        """None."""
        return ()

    def named(self, name: str) -> tuple[Place, ...]:
        """None."""
        return ()

    def like(self, typed: str, postcode: str = "") -> tuple[Place, ...]:
        """None."""
        return ()

    def meant(self, postcode: str, name: str) -> Place | None:
        """None."""
        return None


NOWHERE = Nowhere()


def words(name: str) -> list[str]:
    """The words of a name as they are compared: « L'Haÿ-les-Roses » is `l`, `hay`, `les`, `roses`."""
    return [word for part in _parts(name) for word in part]


def canonical(name: str) -> tuple[str, ...]:
    """What tells a name from another, however it is spelled: no article, `st` for « saint », no number of a district.

    Nothing for what is too long to be a name.
    """
    if len(name) > LONGEST:
        return ()
    told = [SHORT.get(word, word) for word in words(name) if word not in ARTICLES]
    return tuple(word for word in told if not word[0].isdigit() and word not in ("cedex", "arrondissement"))


def sought(name: str) -> str:
    """The words of a name in order, each in every spelling, a space before each: what `pattern` is looked for in."""
    found = []
    for part in _parts(name):
        if len(part) > 1:
            found.append("".join(part))
        for word in part:
            found += [word, SHORT[word]] if word in SHORT else [word]
    return "".join(f" {word}" for word in found)


def beginnings(typed: str) -> tuple[list[str], ...]:
    """The beginnings of words that were typed, the likelier reading first: as typed, then without articles.

    The last word may be the beginning of a longer one, so it is no article unless a space follows.
    """
    typed = typed[:LONGEST]
    found = words(typed)[:MOST_WORDS]
    last = [] if _APART.fullmatch(typed[-1:]) or _APOSTROPHES.fullmatch(typed[-1:]) else found[-1:]
    bare = [word for word in found[: len(found) - len(last)] if word not in ARTICLES] + last
    return tuple(each for each in (found, bare) if each)[: 1 if bare == found else 2]


def _parts(name: str) -> list[list[str]]:
    """Words apart, and each split at its apostrophes."""
    parts = _APART.split(name.translate(_LIGATURES))
    return [[word for piece in _APOSTROPHES.split(part) if (word := spelling.bare(piece))] for part in parts]
