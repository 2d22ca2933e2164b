"""What people ask a town hall for and another body gives: which of these things a query names.

Which body gives each thing was written from general knowledge: no official page was read for it, so have it checked.
The telephone numbers alone were found in public pages in November 2026: 36 46 (ameli.fr, 2020), 32 30 (Caf de l'Ain,
2020), 34 00 (the official sheet F17970, on a town's site, undated), 39 60 (a France Services point, undated).
The titles, where to go and the phrases that people type are words (`elsewhere`, `elsewhere-where`, `elsewhere-asked`).
"""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

THINGS = (
    "vehicle-registration",
    "driving-licence",
    "income-support",
    "housing-benefit",
    "taxes",
    "retirement",
    "residence-permit",
    "health-card",
    "unemployment",
    "complaint",
    "criminal-record",
    "civil-records",
    "building-permit",
)


class Elsewhere(Struct, frozen=True):
    """A thing of `THINGS`, and whether the query names nothing else."""

    thing: str
    alone: bool


def named(meant: Sequence[Iterable[str]], phrases: Mapping[str, Sequence[frozenset[str]]]) -> Elsewhere | None:
    """The thing that a query names by its longest phrase; the first in order among equals, None if it names none.

    A phrase counts where it is half of the query or more: « mutuelle pour petite retraite » asks for no pension.
    `meant` are the stems that each telling word of the query may mean, `phrases` those of each thing's phrases.
    """
    words = [frozenset(stems) for stems in meant]
    known = frozenset().union(*words)
    best: Elsewhere | None = None
    longest = 0
    for thing, asked in phrases.items():
        for phrase in asked:
            naming = sum(bool(stems & phrase) for stems in words)
            if len(phrase) > longest and phrase <= known and 2 * naming >= len(words):
                longest = len(phrase)
                best = Elsewhere(thing, naming == len(words))
    return best
