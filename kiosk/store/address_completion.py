"""Find communes of France by postal code or by the beginnings of the words of a name, for completing addresses.

Each look-up opens and closes the file (0.1 ms), so that it takes no memory and no time at start.
"""

import re
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver
from msgspec import Struct
from msgspec.structs import replace

from kiosk.domain.places.commune import SHORT, Commune, beginnings, make_commune_key, make_commune_search_text

LEAST_INDEXED = 2
"""Up to this length of the longest word, all names are scanned: so many match that the limit is reached soon."""
_CACHE_KB = 256
_COMMON = frozenset({*SHORT, *SHORT.values()})
_NAMES = "SELECT n.commune, coalesce(n.former, '') FROM names n"
_BY_WORD = f"{_NAMES} JOIN words w ON w.name = n.id WHERE w.word BETWEEN ? AND ?"
_PLACES = """
    SELECT c.id, c.insee, c.name, c.department, d.name, c.codes
    FROM communes c JOIN departments d ON d.code = c.department WHERE c.id IN
"""
Row = tuple[int, str]
"""A commune's number, which is its rank by population, and the former name that matched, "" for its present name."""


def open_commune_file(path: Path) -> Any:
    """A connection for one look-up, without locking, because the file never changes."""
    db = driver.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    db.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
    return db


def select_communes_by_postcode(db: Any, postcode: str) -> list[Row]:
    """The communes with this complete postal code, the biggest first."""
    return _rows(db, "SELECT commune, '' FROM postcodes WHERE postcode = ? ORDER BY commune", postcode)


def read_department(db: Any, postcode: str) -> str:
    """The department of a postal code, "" if no commune has that code."""
    for number, _ in select_communes_by_postcode(db, postcode)[:1]:
        return str(db.execute("SELECT department FROM communes WHERE id = ?", (number,)).fetchone()[0])
    return ""


def select_communes_by_words(db: Any, words: Iterable[str], inside: str = "", limit: int = -1) -> list[Row]:
    """The names with words that begin so, in this order, in the department `inside` or in all; former names last.

    The index is searched for the longest word that is not too common in names.
    """
    pattern = "".join(f"* {word}" for word in words) + "*"
    rarest = max((word for word in words if word not in _COMMON), key=len, default="")
    sql, given = (_BY_WORD, [rarest, f"{rarest}~"]) if len(rarest) > LEAST_INDEXED else (f"{_NAMES} WHERE true", [])
    where = " AND n.department = ?" if inside else ""
    given += [pattern, *([inside] if inside else []), str(limit)]
    return _rows(db, f"{sql} AND n.sought GLOB ?{where} ORDER BY n.id LIMIT ?", *given)


def select_communes_by_name(db: Any, sought: str) -> list[Row]:
    """The names that are spelled exactly so, the biggest commune first."""
    last = sought.rpartition(" ")[2]
    return _rows(db, f"{_BY_WORD} AND n.sought = ? ORDER BY n.id", last, last, sought) if last not in _COMMON else []


def drop_repeated_communes(rows: Iterable[Row]) -> list[Row]:
    """The rows without repetitions of a commune; its first row stays."""
    by_number: dict[int, str] = {}
    for number, name in rows:
        by_number.setdefault(number, name)
    return list(by_number.items())


def read_communes(db: Any, rows: list[Row], digits: str = "") -> tuple[Commune, ...]:
    """The communes of these rows, each with its postal codes that start with `digits`."""
    marks = ", ".join("?" * len(rows))
    found: dict[int, Commune] = {}
    for number, insee, name, department, area, codes in db.execute(f"{_PLACES} ({marks})", [row[0] for row in rows]):
        matching_codes = tuple(code for code in codes.split() if code.startswith(digits))
        found[number] = Commune(insee, name, department, area, matching_codes)
    return tuple(replace(found[number], also=also) for number, also in rows)


def _rows(db: Any, sql: str, *parameters: Any) -> list[Row]:
    return [(number, name) for number, name in db.execute(sql, parameters)]


MOST = 5
"""Most communes in a list of suggestions."""
LEAST = 2
"""Letters or digits typed before suggestions are made; a whole name may be shorter: « Y »."""
_OURS, _EXACT = 4, 2
"""Most suggestions of the site's own department, and most of exactly this name, before bigger communes."""
_CODE, _DIGITS = (re.compile(pattern, re.ASCII) for pattern in (r"\d{5}", rf"\d{{{LEAST},4}}"))


class Communes(Struct, frozen=True):
    """The communes in a file; implements `domain.places.commune.Places`. `home` is a postal code of the site, or "".

    `served` are the INSEE codes of the communes that the site serves.
    """

    path: Path
    home: str = ""
    served: tuple[str, ...] = ()

    def at(self, postcode: str) -> tuple[Commune, ...]:
        """Every commune with this complete postal code, the biggest first."""
        with closing(open_commune_file(self.path)) as db:
            return read_communes(db, select_communes_by_postcode(db, postcode), postcode)

    def of(self, insee: str) -> tuple[Commune, ...]:
        """The commune with this INSEE code: one row for each of its postal codes."""
        with closing(open_commune_file(self.path)) as db:
            return _apart(read_communes(db, _rows(db, "SELECT id, '' FROM communes WHERE insee = ?", insee)))

    def named(self, name: str) -> tuple[Commune, ...]:
        """Every commune of this name, the site's department first, then by size; one row for each postal code."""
        spelled = make_commune_key(name)
        if not spelled:
            return ()
        with closing(open_commune_file(self.path)) as db:
            home_department = read_department(db, self.home)
            places = read_communes(db, drop_repeated_communes(select_communes_by_words(db, spelled)))
        same = [place for place in places if spelled in (make_commune_key(place.name), make_commune_key(place.also))]
        return _apart(sorted(same, key=lambda place: place.department != home_department))

    def like(self, typed: str, postcode: str = "") -> tuple[Commune, ...]:
        """Suggestions for the first digits of a postal code or the beginnings of words: at most `MOST`.

        For a complete code, all its communes. A commune whose codes would need too many rows is one row with all of
        them. Communes with the code `postcode` come first; without one those of the site, then names that begin so.
        """
        digits = "".join(typed.split())
        with closing(open_commune_file(self.path)) as db:
            if _CODE.fullmatch(digits):
                return read_communes(db, select_communes_by_postcode(db, digits), digits)
            if _DIGITS.fullmatch(digits):
                begins = "SELECT DISTINCT commune, '' FROM postcodes WHERE postcode GLOB ? ORDER BY commune LIMIT ?"
                return _fitting(read_communes(db, _rows(db, begins, f"{digits}*", MOST), digits))
            readings, exact = beginnings(typed), make_commune_search_text(typed)
            enough = readings and sum(map(len, readings[0])) >= LEAST
            rows = self._likely(db, readings, exact, postcode) if enough else select_communes_by_name(db, exact)
            places = read_communes(db, rows)
        if not postcode:
            places = tuple(
                sorted(places, key=lambda place: (place.insee not in self.served, not _begins(place, exact)))
            )
        return _fitting(places[:MOST])

    def meant(self, postcode: str, name: str) -> Commune | None:
        """The commune with this postal code and name, or the only one there whose name begins so; else None."""
        spelled = make_commune_key(name)
        if not spelled:
            return None
        with closing(open_commune_file(self.path)) as db:
            rows = select_communes_by_postcode(db, postcode)
            here = read_communes(db, rows, postcode)
            before = [
                _rows(db, "SELECT id, former FROM names WHERE commune = ? AND former > ''", number)
                for number, _ in rows
            ]
        former = [[make_commune_key(name) for _, name in names] for names in before]
        present = [[make_commune_key(place.name)] for place in here]
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
        home_department, department = read_department(db, self.home), read_department(db, postcode)
        near, same = (
            {number for number, _ in select_communes_by_postcode(db, postcode)},
            select_communes_by_name(db, exact),
        )
        likely: list[Row] = []
        for words in readings:
            own = (
                drop_repeated_communes(select_communes_by_words(db, words, home_department)) if home_department else []
            )
            likely += [row for row in select_communes_by_words(db, words, department) if row[0] in near] if near else []
            likely += sorted(own, key=lambda row: row not in same)[:_OURS]
            likely = drop_repeated_communes(
                [*likely, *same[:_EXACT], *select_communes_by_words(db, words, limit=2 * MOST), *own]
            )
            if len(likely) >= MOST:
                break
        return likely[:MOST] if postcode else likely


def _begins(place: Commune, sought: str) -> bool:
    return make_commune_search_text(place.also or place.name).startswith(sought)


def _apart(places: Iterable[Commune]) -> tuple[Commune, ...]:
    return tuple(row for place in places for row in place.apart())


def _fitting(places: tuple[Commune, ...]) -> tuple[Commune, ...]:
    """One row for each postal code while there are at most `MOST` rows; a single commune has all its rows."""
    if len(places) == 1:
        return places[0].apart()
    fitting: list[Commune] = []
    for after, place in enumerate(places, 1 - len(places)):
        fits = len(fitting) + len(place.postcodes) - after <= MOST
        fitting += place.apart() if fits else [place]
    return tuple(fitting)
