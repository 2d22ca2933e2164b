"""Finds cases by name, birth date or telephone without storing one in clear: the index holds keyed hashes.

Of names it holds beginnings. The key is derived from the hub's master key, which is not in the database.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import Connection

from hub.keys.keyring import Ring
from hub.store.schema import name_token
from hub.wire.read_event import fold

SHORTEST = 2
"""Letters that are enough to search by."""
LONGEST = 12
"""Letters that count; a longer word is found by its start."""
_PHONE = re.compile(r"(?:\+|\b)\d(?:[ .\u00a0-]?\d){8,14}\b")
"""Nine digits or more, as people group them; a date has eight."""
_BORN = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


def rows(ring: Ring, case_id: str, people: Iterable[Mapping[str, object]]) -> list[dict[str, object]]:
    """The rows of `name_token` by which a case is found under the names, birth dates and telephones of these people."""
    return [{"token": token, "case_id": case_id} for token in _tokens(ring, people)]


def remove_names(connection: Connection, ring: Ring, case_id: str, people: Iterable[Mapping[str, object]]) -> None:
    """Remove from the index of a case the rows of the same people."""
    mine = name_token.c.token.in_(_tokens(ring, people)) & (name_token.c.case_id == case_id)
    connection.execute(name_token.delete().where(mine))


def tokens_of(ring: Ring, words: str) -> list[bytes]:
    """What a search for these words looks for: each is the beginning of a name, a birth date, or a telephone number.

    Where all words are too short, one that no case has.
    """
    key, tokens = _key(ring), {_phone_token(phone) for phone in _PHONE.findall(words)}
    for part in _PHONE.sub(" ", words).split():
        if any(character.isdigit() for character in part):
            tokens.add(_birth_date_token(part))
        else:
            tokens.update(f"n:{word[:LONGEST]}" for word in _words(part) if len(word) >= SHORTEST)
    return [_hash_token(key, token) for token in sorted(tokens or {""})]


def kinds_of(words: str) -> tuple[str, ...]:
    """What the words of a search are, for the audit trail, which holds none of them: `phone`, `birth-date`, `name`."""
    parts = _PHONE.sub(" ", words).split()
    dated = [any(character.isdigit() for character in part) for part in parts]
    kinds = (("phone", bool(_PHONE.search(words))), ("birth-date", any(dated)), ("name", not all(dated)))
    return tuple(kind for kind, there in kinds if there)


def _tokens(ring: Ring, people: Iterable[Mapping[str, object]]) -> list[bytes]:
    tokens: set[str] = set()
    for person in people:
        for name in ("family_name", "given_names"):
            tokens.update(*(_prefixes(word) for word in _words(str(person.get(name) or ""))))
        if born := person.get("birth_date"):
            tokens.add(_birth_date_token(str(born)))
        if phone := person.get("phone"):
            tokens.add(_phone_token(str(phone)))
    key = _key(ring)
    return [_hash_token(key, token) for token in sorted(tokens)]


def _words(name: str) -> list[str]:
    """The words of a name: « Jean-Pierre d’Arc » is found by any of its parts."""
    return "".join(character if character.isalnum() else " " for character in fold(name)).split()


def _prefixes(word: str) -> set[str]:
    return {f"n:{word[:length]}" for length in range(SHORTEST, min(len(word), LONGEST) + 1)}


def _phone_token(typed: str) -> str:
    """The token of a telephone number as boxes send it (E.164), or as people type it: a French one without its +33."""
    digits = "".join(character for character in typed if character.isdigit())
    if not typed.startswith("+") and len(digits) == 10 and digits[0] == "0":
        digits = f"33{digits[1:]}"
    return f"p:{digits.removeprefix('00')}"


def _birth_date_token(typed: str) -> str:
    """The token of a birth date as boxes send it (ISO 8601, perhaps only a year), also from `24/11/1950`."""
    if french := _BORN.fullmatch(typed):
        day, month, year = map(int, french.groups())
        try:
            return f"b:{date(year, month, day).isoformat()}"
        except ValueError:
            pass
    return f"b:{typed}"


def _hash_token(key: bytes, word: str) -> bytes:
    return hashlib.blake2b(word.encode(), key=key, digest_size=16).digest()


def _key(ring: Ring) -> bytes:
    return ring.key_for("hub names")
