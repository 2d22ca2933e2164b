"""Recovery codes: ten codes on paper that each replace the telephone once; only their hashes are stored."""

from collections.abc import Iterable

from sqlalchemy import Connection, func, select

from hub.hub import Hub
from hub.people.people import Staff
from hub.store.schema import recovery_code, second_factor
from hub.trail import audit
from hub.trail.audit_action import AuditAction
from kiosk.clock import Clock
from kiosk.crypto import sealing

CODES = 10
LENGTH = 12
"""Characters of 5 bits each."""


def new_codes(clock: Clock) -> tuple[list[str], bytes, list[str]]:
    """Ten new codes in groups of four, their salt and their hashes (Argon2id, 64 MiB each; about 1.5 s for all)."""
    bare = [clock.readable(LENGTH) for _ in range(CODES)]
    salt = sealing.new_salt()
    return ["-".join((code[:4], code[4:8], code[8:])) for code in bare], salt, [_hash(code, salt) for code in bare]


def replace_codes(connection: Connection, staff_id: str, hashes: Iterable[str]) -> None:
    """Replace the person's recovery codes by these."""
    connection.execute(recovery_code.delete().where(recovery_code.c.staff_id == staff_id))
    connection.execute(recovery_code.insert(), [{"staff_id": staff_id, "hash": code_hash} for code_hash in hashes])


def renew(hub: Hub, person: Staff) -> list[str]:
    """Make ten new codes and return them; the old ones are no longer accepted."""
    codes, salt, hashes = new_codes(hub.clock)
    with hub.store.writing() as connection:
        theirs = second_factor.c.staff_id == person.id
        connection.execute(second_factor.update().where(theirs).values(salt=salt))
        replace_codes(connection, person.id, hashes)
        audit.note(hub, AuditAction.RECOVERY_CODES_MADE, by=person.id, within=connection)
    return codes


def count_left(hub: Hub, person: Staff) -> int:
    """How many codes the person has left."""
    with hub.store.reading() as connection:
        query = select(func.count()).select_from(recovery_code).where(recovery_code.c.staff_id == person.id)
        return int(connection.execute(query).scalar_one())


def use_code(hub: Hub, staff_id: str, salt: bytes, typed: str) -> bool:
    """Use up a code: True where it was one of the person's, which is then deleted."""
    code = "".join(character for character in typed.upper() if character.isalnum())
    if len(code) != LENGTH:
        return False
    used = (recovery_code.c.staff_id == staff_id) & (recovery_code.c.hash == _hash(code, salt))
    with hub.store.writing() as connection:
        if connection.execute(recovery_code.delete().where(used)).rowcount != 1:
            return False
        audit.note(hub, AuditAction.RECOVERY_CODE_USED, by=staff_id, within=connection)
    return True


def _hash(code: str, salt: bytes) -> str:
    return sealing.stretched(code, salt).hex()
