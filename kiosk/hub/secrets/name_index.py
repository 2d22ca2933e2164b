"""Finds cases by name without keeping a name in clear: keyed hashes of how names start."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import ColumnElement, Connection, select

from kiosk.hub.keys.keyring import Ring
from kiosk.hub.store.schema import cases, name_token
from kiosk.hub.wire.read_event import folded

SHORTEST = 2
"""Letters that are enough to search by."""
LONGEST = 12
"""Letters that count; a longer word is found by its start."""
_BORN = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_KEEP = name_token.insert()


def keep(connection: Connection, ring: Ring, case_id: str, people: Iterable[Mapping[str, object]]) -> None:
    """Make a case findable by the people it names, in the caller's transaction."""
    rows = [{"token": token, "case_id": case_id} for token in _tokens(ring, people)]
    if rows:
        connection.execute(_KEEP, rows)


def forget(connection: Connection, ring: Ring, case_id: str, people: Iterable[Mapping[str, object]]) -> None:
    """Undo `keep`, for the same people."""
    mine = name_token.c.token.in_(_tokens(ring, people)) & (name_token.c.case_id == case_id)
    connection.execute(name_token.delete().where(mine))


def matching(ring: Ring, words: str) -> list[ColumnElement[bool]]:
    """What a case has to fulfil: each word starts a name or is a birth date. Words that are all
    too short find nothing.
    """
    key, asked = _key(ring), set()
    for part in words.split():
        if any(each.isdigit() for each in part):
            asked.add(_born(part))
        else:
            asked.update(f"n:{word[:LONGEST]}" for word in _words(part) if len(word) >= SHORTEST)
    return [
        cases.c.id.in_(select(name_token.c.case_id).where(name_token.c.token == _token(key, each)))
        for each in sorted(asked or {""})
    ]


def _tokens(ring: Ring, people: Iterable[Mapping[str, object]]) -> list[bytes]:
    found: set[str] = set()
    for person in people:
        for name in ("family_name", "given_names"):
            found.update(*(_starts(word) for word in _words(str(person.get(name) or ""))))
        if born := person.get("birth_date"):
            found.add(_born(str(born)))
    key = _key(ring)
    return [_token(key, each) for each in sorted(found)]


def _words(name: str) -> list[str]:
    """« Jean-Pierre d’Arc » is found by any of its parts."""
    return "".join(each if each.isalnum() else " " for each in folded(name)).split()


def _starts(word: str) -> set[str]:
    return {f"n:{word[:length]}" for length in range(SHORTEST, min(len(word), LONGEST) + 1)}


def _born(typed: str) -> str:
    """A birth date as boxes send it (ISO 8601, perhaps only a year), from how people type it."""
    if french := _BORN.fullmatch(typed):
        day, month, year = map(int, french.groups())
        try:
            return f"b:{date(year, month, day).isoformat()}"
        except ValueError:
            pass
    return f"b:{typed}"


def _token(key: bytes, word: str) -> bytes:
    return hashlib.blake2b(word.encode(), key=key, digest_size=16).digest()


def _key(ring: Ring) -> bytes:
    return ring.key_for("hub names")
