"""Queries on the read-only file of communes, which is made with the release. A row is a commune and a name."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver

from kiosk.domain.places.commune import SHORT, Place

LEAST = 2
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


def open_file(path: Path) -> Any:
    """A connection for one look-up, without locking, because the file never changes."""
    db = driver.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    db.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
    return db


def at(db: Any, postcode: str) -> list[Row]:
    """The communes with this complete postal code, the biggest first."""
    return _rows(db, "SELECT commune, '' FROM postcodes WHERE postcode = ? ORDER BY commune", postcode)


def starting(db: Any, digits: str, limit: int) -> list[Row]:
    """The communes with a postal code that starts with these digits, the biggest first, at most `limit`."""
    sql = "SELECT DISTINCT commune, '' FROM postcodes WHERE postcode GLOB ? ORDER BY commune LIMIT ?"
    return _rows(db, sql, f"{digits}*", limit)


def of(db: Any, insee: str) -> list[Row]:
    """The commune with this INSEE code, or no row."""
    return _rows(db, "SELECT id, '' FROM communes WHERE insee = ?", insee)


def department(db: Any, postcode: str) -> str:
    """The department of a postal code, "" if no commune has that code."""
    for number, _ in at(db, postcode)[:1]:
        return str(db.execute("SELECT department FROM communes WHERE id = ?", (number,)).fetchone()[0])
    return ""


def former(db: Any, number: int) -> list[str]:
    """The former names of a commune."""
    names = _rows(db, "SELECT id, former FROM names WHERE commune = ? AND former > ''", number)
    return [name for _, name in names]


def matching(db: Any, words: Iterable[str], inside: str = "", limit: int = -1) -> list[Row]:
    """The names with words that begin so, in this order, in the department `inside` or in all; former names last.

    The index is searched for the longest word that is not too common in names.
    """
    pattern = "".join(f"* {word}" for word in words) + "*"
    rarest = max((word for word in words if word not in _COMMON), key=len, default="")
    sql, given = (_BY_WORD, [rarest, f"{rarest}~"]) if len(rarest) > LEAST else (f"{_NAMES} WHERE true", [])
    where = " AND n.department = ?" if inside else ""
    given += [pattern, *([inside] if inside else []), str(limit)]
    return _rows(db, f"{sql} AND n.sought GLOB ?{where} ORDER BY n.id LIMIT ?", *given)


def exactly(db: Any, sought: str) -> list[Row]:
    """The names that are spelled exactly so, the biggest commune first."""
    last = sought.rpartition(" ")[2]
    return _rows(db, f"{_BY_WORD} AND n.sought = ? ORDER BY n.id", last, last, sought) if last not in _COMMON else []


def once(rows: Iterable[Row]) -> list[Row]:
    """The rows without repetitions of a commune; its first row stays."""
    by_number: dict[int, str] = {}
    for number, name in rows:
        by_number.setdefault(number, name)
    return list(by_number.items())


def places(db: Any, rows: list[Row], digits: str = "") -> tuple[Place, ...]:
    """The communes of these rows, each with its postal codes that start with `digits`."""
    marks = ", ".join("?" * len(rows))
    by_number = {
        number: columns for number, *columns in db.execute(f"{_PLACES} ({marks})", [number for number, _ in rows])
    }
    return tuple(_place(by_number[number], name, digits) for number, name in rows)


def _place(columns: Sequence[str], also: str, digits: str) -> Place:
    insee, name, department, area, codes = columns
    matching_codes = tuple(code for code in codes.split() if code.startswith(digits))
    return Place(insee, name, department, area, matching_codes, also)


def _rows(db: Any, sql: str, *parameters: Any) -> list[Row]:
    return [(number, name) for number, name in db.execute(sql, parameters)]
