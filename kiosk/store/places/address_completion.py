"""All communes of France: by postal code, and by the words of a name.

Each look-up opens the file and closes it (0.1 ms): nothing of it stays in memory, and starting costs nothing.
"""

import re
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.domain.places.commune import Place, beginnings, canonical, sought
from kiosk.store.places import commune_file as file
from kiosk.store.places.commune_file import Row

MOST = 8
"""Communes that are offered to whoever is still typing."""
LEAST = 2
"""Letters, or digits, before anything is offered; one where it is a whole name: « Y »."""
_OURS, _EXACT = 6, 3
"""Of the `MOST`, those of the site's own department, and those of exactly this name, before the bigger ones."""
_CODE, _DIGITS = (re.compile(pattern, re.ASCII) for pattern in (r"\d{5}", rf"\d{{{LEAST},4}}"))


@dataclass(frozen=True, slots=True)
class Communes:
    """What `domain.place.Places` promises. `home` is a postal code of the site, "" for none."""

    path: Path
    home: str = ""

    def at(self, postcode: str) -> tuple[Place, ...]:
        """Every commune with this whole code, the biggest first."""
        with closing(file.open_file(self.path)) as db:
            return file.places(db, file.at(db, postcode), postcode)

    def of(self, insee: str) -> tuple[Place, ...]:
        """One row for each code of a commune."""
        with closing(file.open_file(self.path)) as db:
            return _apart(file.places(db, file.of(db, insee)))

    def named(self, name: str) -> tuple[Place, ...]:
        """Every commune of this name, ours first, then by size; one row for each of its codes."""
        told = canonical(name)
        if not told:
            return ()
        with closing(file.open_file(self.path)) as db:
            ours = file.department(db, self.home)
            places = file.places(db, file.once(file.matching(db, told)))
        same = [place for place in places if told in (canonical(place.name), canonical(place.also))]
        return _apart(sorted(same, key=lambda place: place.department != ours))

    def like(self, typed: str, postcode: str = "") -> tuple[Place, ...]:
        """The communes for the first digits of a code or the beginnings of words: `MOST`, or all of a whole code.

        One whose codes do not fit is one row with all of them. Those with the code `postcode` come first.
        """
        digits = "".join(typed.split())
        with closing(file.open_file(self.path)) as db:
            if _CODE.fullmatch(digits):
                return file.places(db, file.at(db, digits), digits)
            if _DIGITS.fullmatch(digits):
                return _fitting(file.places(db, file.starting(db, digits, MOST), digits))
            readings, exact = beginnings(typed), sought(typed)
            enough = readings and sum(map(len, readings[0])) >= LEAST
            rows = self._likely(db, readings, exact, postcode) if enough else file.exactly(db, exact)
            return _fitting(file.places(db, rows))

    def meant(self, postcode: str, name: str) -> Place | None:
        """The commune of this code whose name this is, or the only one whose name begins so, as people shorten it."""
        told = canonical(name)
        if not told:
            return None
        with closing(file.open_file(self.path)) as db:
            rows = file.at(db, postcode)
            here = file.places(db, rows, postcode)
            former = [[canonical(name) for name in file.former(db, number)] for number, _ in rows]
        own = [[canonical(place.name)] for place in here]
        for candidates, length in ((own, None), (former, None), (own, len(told)), (former, len(told))):
            fitting = [told in [name[:length] for name in names] for names in candidates]
            if any(fitting):
                return here[fitting.index(True)] if fitting.count(True) == 1 else None
        return None

    def _likely(self, db: Any, readings: Iterable[list[str]], exact: str, postcode: str) -> list[Row]:
        """Near, ours, then anywhere: in each the exact name, then by size; as typed first, then without articles."""
        ours, theirs = file.department(db, self.home), file.department(db, postcode)
        near, same = {number for number, _ in file.at(db, postcode)}, file.exactly(db, exact)
        likely: list[Row] = []
        for words in readings:
            own = file.once(file.matching(db, words, ours)) if ours else []
            likely += [row for row in file.matching(db, words, theirs) if row[0] in near] if near else []
            likely += sorted(own, key=lambda row: row not in same)[:_OURS]
            likely = file.once([*likely, *same[:_EXACT], *file.matching(db, words, limit=2 * MOST), *own])
            if len(likely) >= MOST:
                break
        return likely[:MOST]


def _apart(places: Iterable[Place]) -> tuple[Place, ...]:
    return tuple(row for place in places for row in place.apart())


def _fitting(places: tuple[Place, ...]) -> tuple[Place, ...]:
    """A row for each code as long as `MOST` are enough; one that stands alone has all its rows."""
    if len(places) == 1:
        return places[0].apart()
    fitting: list[Place] = []
    for after, place in enumerate(places, 1 - len(places)):
        fits = len(fitting) + len(place.postcodes) - after <= MOST
        fitting += place.apart() if fits else [place]
    return tuple(fitting)
