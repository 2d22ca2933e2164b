"""Encrypts the contents of each case under a key of its own before they reach the database, and destroys that key."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import Connection, bindparam, select

from hub.keyring import Ring
from hub.store.schema import attachment, case_key, case_note, cases, name_token, other_content
from hub.wire import MOST_BODY
from kiosk.crypto import packing, sealing
from kiosk.domain.events.sealed import UnsealedBody
from kiosk.domain.language import spelling

SHORTEST = 2
"""Letters that are enough to search by."""
LONGEST = 12
"""Letters that count; a longer word is found by its start."""
_PHONE = re.compile(r"(?:\+|\b)\d(?:[ .\u00a0-]?\d){8,14}\b")
"""Nine digits or more, as people group them; a date has eight."""
_BORN = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
Kind = Literal[
    "case", "names", "event", "taken", "decision", "said", "author", "asked", "update", "answer", "note"
]  # fmt: skip
"""What is locked: the key of a case, its names, what boxes sent, and what the service decided, wrote and was asked."""
_MASTER = "hub case keys"
_LEVEL = 1
"""Packs 20,000 bodies in a second of a processor; higher levels gain less than they cost."""
_MAGIC = b"\x28\xb5\x2f\xfd"
"""How a zstd frame starts (RFC 8878 §3.1.1); no text in UTF-8 starts so."""
_WRAPPED = select(case_key.c.wrapped).where(case_key.c.case_id == bindparam("case_id"))


def fold(words: str) -> str:
    """A text without accents, capitals or double spaces, for searching; signs such as « № » too."""
    return " ".join(spelling.fold_accents(words).casefold().split())


def rows(ring: Ring, case_id: str, people: Iterable[Mapping[str, object]]) -> list[dict[str, object]]:
    """The rows of `name_token` by which a case is found under the names, birth dates and telephones of these people."""
    return [{"token": token, "case_id": case_id} for token in _tokens(ring, people)]


def tokens_of(ring: Ring, words: str) -> list[bytes]:
    """What a search for these words looks for: each is the beginning of a name, a birth date, or a telephone number.

    Where all words are too short, one that no case has.
    """
    tokens = {_phone_token(phone) for phone in _PHONE.findall(words)}
    for part in _PHONE.sub(" ", words).split():
        if any(character.isdigit() for character in part):
            tokens.add(_birth_date_token(part))
        else:
            tokens.update(f"n:{word[:LONGEST]}" for word in _words(part) if len(word) >= SHORTEST)
    return _hash_tokens(ring, tokens or {""})


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
            for word in _words(str(person.get(name) or "")):
                tokens |= {f"n:{word[:length]}" for length in range(SHORTEST, min(len(word), LONGEST) + 1)}
        if born := person.get("birth_date"):
            tokens.add(_birth_date_token(str(born)))
        if phone := person.get("phone"):
            tokens.add(_phone_token(str(phone)))
    return _hash_tokens(ring, tokens)


def _words(name: str) -> list[str]:
    """The words of a name: « Jean-Pierre d’Arc » is found by any of its parts."""
    return "".join(character if character.isalnum() else " " for character in fold(name)).split()


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


def _hash_tokens(ring: Ring, tokens: set[str]) -> list[bytes]:
    key = ring.key_for("hub names")
    return [hashlib.blake2b(token.encode(), key=key, digest_size=16).digest() for token in sorted(tokens)]


def pack_body(opened: UnsealedBody) -> bytes:
    """The body, compressed: as it came, since its box has tried harder than a hub has time to; else compressed here.

    The dictionaries that boxes use stay as long as what is compressed with them (`kiosk.crypto.sealing`). What came is
    longer than the body only where something else hangs on it.
    """
    came = opened.packed
    return came if came.startswith(_MAGIC) and len(came) < len(opened.body) else pack(opened.body)


def pack(clear: bytes) -> bytes:
    return packing.compress_bytes(clear, level=_LEVEL)


def unpack(stored: bytes) -> bytes:
    """What was compressed; a text that was not, as it is. Raises `Unreadable`."""
    return packing.decompress_bytes(stored, MOST_BODY) if stored.startswith(_MAGIC) else stored


class CaseLock(Struct, frozen=True):
    """Encrypts and decrypts what belongs to one case, each piece under a label `about` that must be the same again."""

    key: bytes

    def lock(self, about: str, clear: str) -> bytes:
        return sealing.lock_bytes(self.key, clear.encode(), about)

    def lock_json(self, about: str, content: object) -> bytes:
        """Encrypt what JSON can hold, for `read`."""
        return self.lock(about, json.dumps(content, ensure_ascii=False))

    def lock_packed(self, about: str, packed: bytes) -> bytes:
        return sealing.lock_bytes(self.key, packed, about)

    def unlock(self, about: str, locked: bytes) -> str:
        """Decrypt what `lock` or `lock_packed` returned. Raises `Unreadable`."""
        return unpack(sealing.unlock_bytes(self.key, locked, about)).decode()

    def read(self, about: str, locked: bytes) -> dict[str, Any]:
        """Decrypt a JSON object. Raises `Unreadable`."""
        content: dict[str, Any] = json.loads(self.unlock(about, locked))
        return content


def key_row(ring: Ring, case_id: str, lock: CaseLock) -> dict[str, Any]:
    """The row of `case_key` with the key of a new case, encrypted under the master key."""
    return {
        "case_id": case_id,
        "wrapped": sealing.lock_bytes(ring.key_for(_MASTER), lock.key, label_of("case", case_id)),
    }


def lock_of(connection: Connection, ring: Ring, case_id: str) -> CaseLock | None:
    wrapped = connection.execute(_WRAPPED, {"case_id": case_id}).scalar()
    return None if wrapped is None else unwrap_lock(ring, case_id, wrapped)


def unwrap_lock(ring: Ring, case_id: str, wrapped: bytes) -> CaseLock:
    return CaseLock(sealing.unlock_bytes(ring.key_for(_MASTER), wrapped, label_of("case", case_id)))


def hub_lock(ring: Ring) -> CaseLock:
    """The lock for what holds no contents and must stay readable after the key of its case is destroyed."""
    return CaseLock(ring.key_for("hub facts"))


def destroy_contents(connection: Connection, ring: Ring, case_id: str) -> None:
    """Make a case unreadable for ever, in the caller's transaction: delete its key, files, names and name index, notes,
    and other contents of its events.

    What stays has no names: the reference, the procedure, days, states, and hashes.
    """
    lock = lock_of(connection, ring, case_id)
    if lock is None:
        return
    locked = connection.execute(select(cases.c.names).where(cases.c.id == case_id)).scalar_one()
    tokens = _tokens(ring, lock.read(label_of("names", case_id), locked).values())
    connection.execute(name_token.delete().where(name_token.c.token.in_(tokens), name_token.c.case_id == case_id))
    connection.execute(attachment.delete().where(attachment.c.case_id == case_id))
    for table in (other_content, case_note):
        connection.execute(table.delete().where(table.c.case_id == case_id))
    connection.execute(case_key.delete().where(case_key.c.case_id == case_id))
    connection.execute(cases.update().where(cases.c.id == case_id).values(names=b""))


def label_of(kind: Kind, thing_id: str) -> str:
    """The label that this piece is locked with; `names` are those of a case, `taken` a decision until it leaves."""
    return f"{kind} {thing_id}"
