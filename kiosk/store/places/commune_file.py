"""The read-only file of communes that the build made, and the questions it answers. A row is a commune and a name."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver

from kiosk.domain.places.commune import SHORT, Place

LEAST = 2
"""Letters of the longest word typed up to which all names are looked at: so many fit that there are soon enough."""
_CACHE_KB = 256
_COMMON = frozenset({*SHORT, *SHORT.values()})
_NAMES = "SELECT n.commune, coalesce(n.former, '') FROM names n"
_BY_WORD = f"{_NAMES} JOIN words w ON w.name = n.id WHERE w.word BETWEEN ? AND ?"
_PLACES = """
    SELECT c.id, c.insee, c.name, c.department, d.name, c.codes
    FROM communes c JOIN departments d ON d.code = c.department WHERE c.id IN
"""
Row = tuple[int, str]
"""A commune by its number, which is its place by population, and the former name that led there, "" for its own."""


def open_file(path: Path) -> Any:
    """A connection for one look-up. The file never changes, so that nothing is locked and nothing is looked for."""
    db = driver.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    db.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
    return db


def at(db: Any, postcode: str) -> list[Row]:
    """The communes of a whole postal code, the biggest first."""
    return _rows(db, "SELECT commune, '' FROM postcodes WHERE postcode = ? ORDER BY commune", postcode)


def starting(db: Any, digits: str, limit: int) -> list[Row]:
    """The biggest communes one of whose postal codes starts so."""
    sql = "SELECT DISTINCT commune, '' FROM postcodes WHERE postcode GLOB ? ORDER BY commune LIMIT ?"
    return _rows(db, sql, f"{digits}*", limit)


def of(db: Any, insee: str) -> list[Row]:
    """The commune of this code of the State's, or nothing."""
    return _rows(db, "SELECT id, '' FROM communes WHERE insee = ?", insee)


def department(db: Any, postcode: str) -> str:
    """Where a postal code is, "" where no commune has it."""
    for number, _ in at(db, postcode)[:1]:
        return str(db.execute("SELECT department FROM communes WHERE id = ?", (number,)).fetchone()[0])
    return ""


def former(db: Any, number: int) -> list[str]:
    """The names that lead to a commune and are not its own."""
    names = _rows(db, "SELECT id, former FROM names WHERE commune = ? AND former > ''", number)
    return [name for _, name in names]


def matching(db: Any, words: Iterable[str], inside: str = "", limit: int = -1) -> list[Row]:
    """Names in which these are the beginnings of words, in this order, `inside` a department; former names last.

    They are found by the longest word typed, of those that not half of France has in its name.
    """
    pattern = "".join(f"* {word}" for word in words) + "*"
    telling = max((word for word in words if word not in _COMMON), key=len, default="")
    sql, given = (_BY_WORD, [telling, f"{telling}~"]) if len(telling) > LEAST else (f"{_NAMES} WHERE true", [])
    where = " AND n.department = ?" if inside else ""
    given += [pattern, *([inside] if inside else []), str(limit)]
    return _rows(db, f"{sql} AND n.sought GLOB ?{where} ORDER BY n.id LIMIT ?", *given)


def exactly(db: Any, sought: str) -> list[Row]:
    """Names that are spelled so, the biggest first."""
    last = sought.rpartition(" ")[2]
    return _rows(db, f"{_BY_WORD} AND n.sought = ? ORDER BY n.id", last, last, sought) if last not in _COMMON else []


def once(rows: Iterable[Row]) -> list[Row]:
    """Each commune where it stood first."""
    found: dict[int, str] = {}
    for number, name in rows:
        found.setdefault(number, name)
    return list(found.items())


def places(db: Any, rows: list[Row], digits: str = "") -> tuple[Place, ...]:
    """The communes of these rows, with those of their codes that start so."""
    marks = ", ".join("?" * len(rows))
    known = {number: told for number, *told in db.execute(f"{_PLACES} ({marks})", [number for number, _ in rows])}
    return tuple(_place(known[number], name, digits) for number, name in rows)


def _place(told: Sequence[str], also: str, digits: str) -> Place:
    insee, name, department, area, codes = told
    meant = tuple(code for code in codes.split() if code.startswith(digits))
    return Place(insee, name, department, area, meant, also)


def _rows(db: Any, sql: str, *parameters: Any) -> list[Row]:
    return [(number, said) for number, said in db.execute(sql, parameters)]
