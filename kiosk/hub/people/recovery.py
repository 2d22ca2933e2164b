"""Ten codes on paper for the day the telephone is lost: each opens once, and only their hashes are kept."""

from collections.abc import Iterable

from sqlalchemy import Connection, func, select

from kiosk.clock import Clock
from kiosk.crypto import sealing
from kiosk.hub.hub import Hub
from kiosk.hub.people.people import Staff
from kiosk.hub.store.schema import recovery_code, second_factor
from kiosk.hub.trail import audit

CODES = 10
LENGTH = 12
"""Characters of 5 bits each."""


def new_codes(clock: Clock) -> tuple[list[str], bytes, list[str]]:
    """The codes as a person notes them, the salt and the hashes (Argon2id, 64 MiB each; about 1.5 s for all)."""
    bare = [clock.readable(LENGTH) for _ in range(CODES)]
    salt = sealing.new_salt()
    return ["-".join((code[:4], code[4:8], code[8:])) for code in bare], salt, [_hash(code, salt) for code in bare]


def keep(connection: Connection, staff_id: str, hashes: Iterable[str]) -> None:
    """Keep these instead of those there were."""
    connection.execute(recovery_code.delete().where(recovery_code.c.staff_id == staff_id))
    connection.execute(recovery_code.insert(), [{"staff_id": staff_id, "hash": each} for each in hashes])


def renew(hub: Hub, person: Staff) -> list[str]:
    """Ten new codes; the old ones open nothing any more."""
    codes, salt, hashes = new_codes(hub.clock)
    with hub.store.writing() as connection:
        theirs = second_factor.c.staff_id == person.id
        connection.execute(second_factor.update().where(theirs).values(salt=salt))
        keep(connection, person.id, hashes)
        audit.note(hub, "recovery-codes-made", by=person.id, within=connection)
    return codes


def left(hub: Hub, person: Staff) -> int:
    """How many codes a person can still use."""
    with hub.store.reading() as connection:
        query = select(func.count()).select_from(recovery_code).where(recovery_code.c.staff_id == person.id)
        return int(connection.execute(query).scalar_one())


def use(hub: Hub, staff_id: str, salt: bytes, typed: str) -> bool:
    """Whether it is one of the person's codes; from then on it is none."""
    code = "".join(each for each in typed.upper() if each.isalnum())
    if len(code) != LENGTH:
        return False
    used = (recovery_code.c.staff_id == staff_id) & (recovery_code.c.hash == _hash(code, salt))
    with hub.store.writing() as connection:
        if connection.execute(recovery_code.delete().where(used)).rowcount != 1:
            return False
        audit.note(hub, "recovery-code-used", by=staff_id, within=connection)
    return True


def _hash(code: str, salt: bytes) -> str:
    return sealing.stretched(code, salt).hex()
