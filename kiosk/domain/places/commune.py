"""A commune as an address names it, and how its name is spelled and found."""

import re
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from kiosk.domain.language import spelling

ARTICLES = frozenset(["a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "sous", "sur"])
"""Words of a name that people leave out or change, as in « Bourg de Bresse »."""
SHORT = {"saint": "st", "sainte": "ste", "saints": "sts", "saintes": "stes"}
LONGEST = 60
MOST_WORDS = 10
"""Most letters and words read; the longest name, Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson, has fewer."""
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"})
_APART = re.compile(r"[\s\-–(),./·]+")
_APOSTROPHES = re.compile("['’ʼ`]")


class Commune(Struct, frozen=True):
    """One commune with one or more postal codes. `department` is the department's number, `area` its name. `also` is
    the former name by which the commune was found, "" otherwise."""

    insee: str
    name: str
    department: str
    area: str
    postcodes: tuple[str, ...]
    also: str = ""

    @property
    def label(self) -> str:
        """« Saint-Denis · 93200 »; with several codes, the first and the last. `area` says the department."""
        codes = " – ".join(dict.fromkeys((self.postcodes[0], self.postcodes[-1])))
        return f"{self.name} · {codes}"

    @property
    def county(self) -> str:
        """« Seine-Saint-Denis (93) »."""
        return f"{self.area} ({self.department})"

    @property
    def line(self) -> str:
        """The line of an address: « 93200 Saint-Denis »."""
        return f"{self.postcodes[0]} {self.name}"

    def apart(self) -> tuple["Commune", ...]:
        return tuple(replace(self, postcodes=(code,)) for code in self.postcodes)


class Places(Protocol):
    """The interface for looking up communes; those of the site's own department come first. By itself it has none."""

    def at(self, postcode: str) -> tuple[Commune, ...]:
        """Every commune that has this whole postal code."""
        return ()

    def of(self, insee: str) -> tuple[Commune, ...]:
        """One row for each postal code of a commune."""
        return ()

    def named(self, name: str) -> tuple[Commune, ...]:
        """Every commune of this name, however it is spelled (see `make_commune_key`); one row for each postal code."""
        return ()

    def like(self, typed: str, postcode: str = "") -> tuple[Commune, ...]:
        """The few likeliest communes for the beginning of a code or a name; those with `postcode` first."""
        return ()

    def meant(self, postcode: str, name: str) -> Commune | None:
        """The only commune with this code whose name begins so; None if there is none or more than one."""
        return None

    def is_ours(self, insee: str) -> bool | None:
        """Whether the site serves the commune with this INSEE code; None if the site names no commune of its own."""
        return None


class Nowhere(Places):
    """No commune, so that no address is completed or questioned."""


NOWHERE = Nowhere()


def find_department_code(insee: str) -> str:
    """The number of a commune's département: `35251` is of `35`, `2A004` of `2A`, `97411` of `974`."""
    return insee[: 3 if insee.startswith(("97", "98")) else 2]


def split_commune_name(name: str) -> list[str]:
    """The words of a name, normalised for comparing: « L'Haÿ-les-Roses » is `l`, `hay`, `les`, `roses`."""
    return [word for part in _parts(name) for word in part]


def make_commune_key(name: str) -> tuple[str, ...]:
    """The key of a name, however it is spelled: no articles, `st` for « saint », no CEDEX or number of a district.
    Empty if the text is too long to be a name."""
    if len(name) > LONGEST:
        return ()
    expanded = [SHORT.get(word, word) for word in split_commune_name(name) if word not in ARTICLES]
    return tuple(word for word in expanded if not word[0].isdigit() and word not in ("cedex", "arrondissement"))


def make_commune_search_text(name: str) -> str:
    """The words of a name in order, each in every spelling and after a space: the text in which a search looks."""
    spellings = []
    for part in _parts(name):
        if len(part) > 1:
            spellings.append("".join(part))
        for word in part:
            spellings += [word, SHORT[word]] if word in SHORT else [word]
    return "".join(f" {word}" for word in spellings)


def beginnings(typed: str) -> tuple[list[str], ...]:
    """The typed words to search for, likelier reading first: all of them, then without articles. The last word may be
    the beginning of a longer one, so it counts as an article only if a space follows."""
    typed = typed[:LONGEST]
    all_words = split_commune_name(typed)[:MOST_WORDS]
    last = [] if _APART.fullmatch(typed[-1:]) or _APOSTROPHES.fullmatch(typed[-1:]) else all_words[-1:]
    bare = [word for word in all_words[: len(all_words) - len(last)] if word not in ARTICLES] + last
    return tuple(reading for reading in (all_words, bare) if reading)[: 1 if bare == all_words else 2]


def _parts(name: str) -> list[list[str]]:
    parts = _APART.split(name.translate(_LIGATURES))
    return [[word for piece in _APOSTROPHES.split(part) if (word := spelling.fold_letters(piece))] for part in parts]
