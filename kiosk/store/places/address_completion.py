"""Find communes of France by postal code or by the beginnings of the words of a name, for completing addresses.

Each look-up opens and closes the file (0.1 ms), so that it takes no memory and no time at start.
"""

import re
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from msgspec import Struct

from kiosk.domain.places.commune import Place, beginnings, canonical, sought
from kiosk.store.places import commune_file as file
from kiosk.store.places.commune_file import Row

MOST = 8
"""Most communes in a list of suggestions."""
LEAST = 2
"""Letters or digits typed before suggestions are made; a whole name may be shorter: « Y »."""
_OURS, _EXACT = 6, 3
"""Most suggestions of the site's own department, and most of exactly this name, before bigger communes."""
_CODE, _DIGITS = (re.compile(pattern, re.ASCII) for pattern in (r"\d{5}", rf"\d{{{LEAST},4}}"))


class Communes(Struct, frozen=True):
    """The communes in a file; implements `domain.places.commune.Places`. `home` is a postal code of the site, or "".

    `served` are the INSEE codes of the communes that the site serves.
    """

    path: Path
    home: str = ""
    served: tuple[str, ...] = ()

    def at(self, postcode: str) -> tuple[Place, ...]:
        """Every commune with this complete postal code, the biggest first."""
        with closing(file.open_file(self.path)) as db:
            return file.places(db, file.at(db, postcode), postcode)

    def of(self, insee: str) -> tuple[Place, ...]:
        """The commune with this INSEE code: one row for each of its postal codes."""
        with closing(file.open_file(self.path)) as db:
            return _apart(file.places(db, file.of(db, insee)))

    def named(self, name: str) -> tuple[Place, ...]:
        """Every commune of this name, the site's department first, then by size; one row for each postal code."""
        spelled = canonical(name)
        if not spelled:
            return ()
        with closing(file.open_file(self.path)) as db:
            home_department = file.department(db, self.home)
            places = file.places(db, file.once(file.matching(db, spelled)))
        same = [place for place in places if spelled in (canonical(place.name), canonical(place.also))]
        return _apart(sorted(same, key=lambda place: place.department != home_department))

    def like(self, typed: str, postcode: str = "") -> tuple[Place, ...]:
        """Suggestions for the first digits of a postal code or the beginnings of words: at most `MOST`.

        For a complete code, all its communes. A commune whose codes would need too many rows is one row with all of
        them. Communes with the code `postcode` come first.
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
        """The commune with this postal code and name, or the only one there whose name begins so; else None."""
        spelled = canonical(name)
        if not spelled:
            return None
        with closing(file.open_file(self.path)) as db:
            rows = file.at(db, postcode)
            here = file.places(db, rows, postcode)
            former = [[canonical(name) for name in file.former(db, number)] for number, _ in rows]
        present = [[canonical(place.name)] for place in here]
        whole, beginning = None, len(spelled)
        for candidates, length in ((present, whole), (former, whole), (present, beginning), (former, beginning)):
            fitting = [spelled in [name[:length] for name in names] for names in candidates]
            if any(fitting):
                return here[fitting.index(True)] if fitting.count(True) == 1 else None
        return None

    def is_ours(self, insee: str) -> bool | None:
        """Whether the site serves the commune; None where no commune of the site is known."""
        return insee in self.served if self.served else None

    def _likely(self, db: Any, readings: Iterable[list[str]], exact: str, postcode: str) -> list[Row]:
        """Communes with the code `postcode`, then of the site's department, then others.

        In each group those of exactly this name come first, then by size; `readings` are tried in order.
        """
        home_department, department = file.department(db, self.home), file.department(db, postcode)
        near, same = {number for number, _ in file.at(db, postcode)}, file.exactly(db, exact)
        likely: list[Row] = []
        for words in readings:
            own = file.once(file.matching(db, words, home_department)) if home_department else []
            likely += [row for row in file.matching(db, words, department) if row[0] in near] if near else []
            likely += sorted(own, key=lambda row: row not in same)[:_OURS]
            likely = file.once([*likely, *same[:_EXACT], *file.matching(db, words, limit=2 * MOST), *own])
            if len(likely) >= MOST:
                break
        return likely[:MOST]


def _apart(places: Iterable[Place]) -> tuple[Place, ...]:
    return tuple(row for place in places for row in place.apart())


def _fitting(places: tuple[Place, ...]) -> tuple[Place, ...]:
    """One row for each postal code while there are at most `MOST` rows; a single commune has all its rows."""
    if len(places) == 1:
        return places[0].apart()
    fitting: list[Place] = []
    for after, place in enumerate(places, 1 - len(places)):
        fits = len(fitting) + len(place.postcodes) - after <= MOST
        fitting += place.apart() if fits else [place]
    return tuple(fitting)
