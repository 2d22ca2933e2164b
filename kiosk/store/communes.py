"""All communes of France, in the read-only file that the build made: by postal code, and by the words of a name.

Each look-up opens the file and closes it (0.1 ms): nothing of it stays in memory, and starting costs nothing.
"""

import re
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver

from kiosk.domain.place import SHORT, Place, beginnings, canonical, sought

MOST = 8
"""Communes that are offered to whoever is still typing."""
LEAST = 2
"""Letters, or digits, before anything is offered."""
_OURS, _EXACT = 6, 3
"""Of the `MOST`, those of the site's own department, and those of exactly this name, before the bigger ones."""
_CACHE_KB = 256
_COMMON = frozenset({*SHORT, *SHORT.values()})
_CODE, _DIGITS = (re.compile(pattern, re.ASCII) for pattern in (r"\d{5}", rf"\d{{{LEAST},4}}"))
Row = tuple[int, str]
"""A commune by its number, which is its place by population, and the former name that led there."""


@dataclass(frozen=True, slots=True)
class Communes:
    """What `domain.place.Places` promises. `home` is a postal code of the site, "" for none."""

    path: Path
    home: str = ""

    def at(self, postcode: str) -> tuple[Place, ...]:
        """Every commune with this whole code, the biggest first."""
        with closing(self._open()) as db:
            return _places(db, _at(db, postcode), postcode)

    def of(self, insee: str) -> tuple[Place, ...]:
        """One row for each code of a commune."""
        with closing(self._open()) as db:
            return _apart(_places(db, _rows(db, "SELECT id, '' FROM communes WHERE insee = ?", insee)))

    def named(self, name: str) -> tuple[Place, ...]:
        """Every commune of this name, ours first, then by size; one row for each of its codes."""
        told = canonical(name)
        with closing(self._open()) as db:
            ours = self._department(db)
            found = _places(db, _once(_matching(db, told))) if told else ()
        same = [place for place in found if told in (canonical(place.name), canonical(place.also))]
        return _apart(sorted(same, key=lambda place: place.department != ours))

    def like(self, typed: str, postcode: str = "") -> tuple[Place, ...]:
        """The communes for the first digits of a code or the beginnings of words: `MOST`, or all of a whole code.

        One whose codes do not fit is one row with all of them. Those with the code `postcode` come first.
        """
        digits = "".join(typed.split())
        with closing(self._open()) as db:
            if _CODE.fullmatch(digits):
                return _places(db, _at(db, digits), digits)
            if _DIGITS.fullmatch(digits):
                return _fitting(_places(db, _rows(db, _STARTING, f"{digits}*", MOST), digits))
            readings, exact = beginnings(typed), sought(typed)
            enough = readings and sum(map(len, readings[0])) >= LEAST
            rows = self._likely(db, readings, exact, _at(db, postcode)) if enough else _exactly(db, exact)
            return _fitting(_places(db, rows))

    def meant(self, postcode: str, name: str) -> Place | None:
        """The commune of this code whose name this is, or the only one whose name begins so, as people shorten it."""
        told = canonical(name)
        if not told:
            return None
        with closing(self._open()) as db:
            here = _places(db, _at(db, postcode), postcode)
            former = [[canonical(each) for _, each in _rows(db, _FORMER, place.insee)] for place in here]
        names = [canonical(place.name) for place in here]
        for length in (None, len(told)):
            for known in ([[each] for each in names], former):
                found = [place for place, each in zip(here, known, strict=True) if told in [one[:length] for one in each]]
                if found:
                    return found[0] if len(found) == 1 else None
        return None

    def _open(self) -> Any:
        db = driver.connect(f"{self.path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        db.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
        return db

    def _department(self, db: Any) -> str:
        """The site's own, "" where its postal code is no commune's."""
        for number, _ in _at(db, self.home)[:1]:
            return str(db.execute("SELECT department FROM communes WHERE id = ?", (number,)).fetchone()[0])
        return ""

    def _likely(self, db: Any, readings: Iterable[list[str]], exact: str, near: list[Row]) -> list[Row]:
        """Near, ours, then anywhere: in each the exact name, then by size; as typed first, then without articles."""
        ours, close = self._department(db), {number for number, _ in near}
        same = _exactly(db, exact)
        found: list[Row] = []
        for words in readings:
            own = _once(_matching(db, words, ours)) if ours else []
            there = _matching(db, words, limit=2 * MOST)
            found += [row for row in _matching(db, words) if row[0] in close] if close else []
            found += sorted(own, key=lambda row: row not in same)[:_OURS]
            found += [*same[:_EXACT], *there, *own]
        return _once(found)[:MOST]


_STARTING = "SELECT DISTINCT commune, '' FROM postcodes WHERE postcode GLOB ? ORDER BY commune LIMIT ?"
_FORMER = "SELECT n.id, n.former FROM names n JOIN communes c ON c.id = n.commune WHERE c.insee = ? AND n.former > ''"
_CODES = "SELECT id, postcode FROM postcodes JOIN communes ON id = commune WHERE id = ? AND postcode GLOB ? ORDER BY 2"
_NAMES = "SELECT n.commune, coalesce(n.former, '') FROM names n"
_BY_WORD = f"{_NAMES} JOIN words w ON w.name = n.id WHERE w.word BETWEEN ? AND ?"
_PLACE = """
    SELECT c.insee, c.name, c.department, d.name FROM communes c JOIN departments d ON d.code = c.department WHERE c.id = ?
"""


def _rows(db: Any, sql: str, *parameters: Any) -> list[Row]:
    return [(number, said) for number, said in db.execute(sql, parameters)]


def _at(db: Any, postcode: str) -> list[Row]:
    return _rows(db, "SELECT commune, '' FROM postcodes WHERE postcode = ? ORDER BY commune", postcode)


def _matching(db: Any, words: Iterable[str], department: str = "", limit: int = -1) -> list[Row]:
    """Names in which these are the beginnings of words, in this order; former names come last.

    Names are found by their longest typed word that not half of France shares, all of them are looked at for two
    letters: then there are enough of them soon.
    """
    pattern = "".join(f"* {word}" for word in words) + "*"
    telling = max((word for word in words if word not in _COMMON), key=len, default="")
    sql, given = (_BY_WORD, [telling, f"{telling}~"]) if len(telling) > LEAST else (f"{_NAMES} WHERE true", [])
    inside = " AND n.department = ?" if department else ""
    given += [pattern, *([department] if department else []), str(limit)]
    return _rows(db, f"{sql} AND n.sought GLOB ?{inside} ORDER BY n.id LIMIT ?", *given)


def _exactly(db: Any, exact: str) -> list[Row]:
    """Names that are spelled so, the biggest first."""
    last = exact.rpartition(" ")[2]
    return _rows(db, f"{_BY_WORD} AND n.sought = ? ORDER BY n.id", last, last, exact) if last not in _COMMON else []


def _once(rows: Iterable[Row]) -> list[Row]:
    """Each commune where it stood first."""
    found: dict[int, str] = {}
    for number, former in rows:
        found.setdefault(number, former)
    return list(found.items())


def _places(db: Any, rows: Iterable[Row], starting: str = "") -> tuple[Place, ...]:
    """The communes of these rows, with those of their codes that start so."""
    return tuple(
        Place(*db.execute(_PLACE, (number,)).fetchone(), _codes(db, number, starting), former) for number, former in rows
    )


def _codes(db: Any, number: int, starting: str) -> tuple[str, ...]:
    return tuple(code for _, code in _rows(db, _CODES, number, f"{starting}*"))


def _apart(places: Iterable[Place]) -> tuple[Place, ...]:
    return tuple(row for place in places for row in place.apart())


def _fitting(places: tuple[Place, ...]) -> tuple[Place, ...]:
    """A row for each code as long as `MOST` are enough; one that stands alone has all its rows."""
    if len(places) == 1:
        return places[0].apart()
    found: list[Place] = []
    for after, place in enumerate(places, 1 - len(places)):
        fits = len(found) + len(place.postcodes) - after <= MOST
        found += place.apart() if fits else [place]
    return tuple(found)
