"""The second factor of staff: a code of six digits that their telephone makes every 30 seconds (TOTP, RFC 6238).

The secret is kept locked. Its set-up and its codes count like passphrases: five wrong ones lock the person.
"""

import base64
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from msgspec import Struct
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import IntegrityError

from hub import trail
from hub.hub import Hub
from hub.people import people
from hub.people.people import Staff, check_passphrase
from hub.people.sessions import close_all_sessions
from hub.secrets import secrets_at_rest
from hub.store.schema import recovery_code, second_factor, staff
from hub.trail import AuditAction
from kiosk.clock import Clock
from kiosk.crypto import keys, sealing
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused

if TYPE_CHECKING:
    from pyotp import TOTP

CODE_COUNT = 10
CODE_LENGTH = 12
"""Characters of 5 bits each."""
SECRET_BYTES = 20
"""As RFC 4226 recommends: 160 bits."""
DRIFT = (0, -1, 1)
"""Steps of 30 seconds that a telephone's clock may be away from ours."""
PASSPHRASE, CODE = "passphrase", "code"
"""Names of the fields that `hub/_prove.html` adds to a form."""


def new_codes(clock: Clock) -> tuple[list[str], bytes, list[str]]:
    """Ten new codes in groups of four, their salt and their hashes (Argon2id, 64 MiB each; about 1.5 s for all)."""
    bare = [clock.readable(CODE_LENGTH) for _ in range(CODE_COUNT)]
    salt = sealing.new_salt()
    return ["-".join((code[:4], code[4:8], code[8:])) for code in bare], salt, [_hash_code(code, salt) for code in bare]


def replace_codes(connection: Connection, staff_id: str, hashes: Iterable[str]) -> None:
    connection.execute(recovery_code.delete().where(recovery_code.c.staff_id == staff_id))
    connection.execute(recovery_code.insert(), [{"staff_id": staff_id, "hash": code_hash} for code_hash in hashes])


def renew_codes(hub: Hub, person: Staff) -> list[str]:
    codes, salt, hashes = new_codes(hub.clock)
    with hub.store.writing() as connection:
        theirs = second_factor.c.staff_id == person.id
        connection.execute(second_factor.update().where(theirs).values(salt=salt))
        replace_codes(connection, person.id, hashes)
        trail.append_audit_line(hub, AuditAction.RECOVERY_CODES_MADE, by=person.id, within=connection)
    return codes


def count_left(hub: Hub, person: Staff) -> int:
    with hub.store.reading() as connection:
        query = select(func.count()).select_from(recovery_code).where(recovery_code.c.staff_id == person.id)
        return int(connection.execute(query).scalar_one())


def use_code(hub: Hub, staff_id: str, salt: bytes, typed: str) -> bool:
    """Use up a code: True where it was one of the person's, which is then deleted."""
    code = "".join(character for character in typed.upper() if character.isalnum())
    if len(code) != CODE_LENGTH:
        return False
    used = (recovery_code.c.staff_id == staff_id) & (recovery_code.c.hash == _hash_code(code, salt))
    with hub.store.writing() as connection:
        if connection.execute(recovery_code.delete().where(used)).rowcount != 1:
            return False
        trail.append_audit_line(hub, AuditAction.RECOVERY_CODE_USED, by=staff_id, within=connection)
    return True


def _hash_code(code: str, salt: bytes) -> str:
    return sealing.stretch_secret(code, salt).hex()


class SetupDetails(Struct, frozen=True):
    groups: str
    address: str


def has_factor(hub: Hub, person: Staff) -> bool:
    with hub.store.reading() as connection:
        query = select(second_factor.c.staff_id).where(second_factor.c.staff_id == person.id)
        return connection.execute(query).first() is not None


def new_secret(hub: Hub, person: Staff) -> bytes:
    return secrets_at_rest.lock_secret(hub, sealing.new_random_key()[:SECRET_BYTES], _about(person))


def setup_details(hub: Hub, person: Staff, secret: bytes) -> SetupDetails:
    totp = _totp(hub, person, secret)
    groups = " ".join(totp.secret[start : start + 4] for start in range(0, len(totp.secret), 4))
    return SetupDetails(groups, totp.provisioning_uri(name=person.login, issuer_name=hub.settings.name))


def set_up_second_factor(hub: Hub, person: Staff, secret: bytes, typed: str) -> list[str]:
    """Store a secret once its first code is right; returns the recovery codes, which are never shown again.

    Raises `Refused`: `wrong-code`, `factor-exists` where another browser was faster.
    """
    step = _matching_step(hub, person, secret, typed)
    wrong = AuditAction.WRONG_CODE if step is None else None
    if not people.judge_staff_try(hub, person.id, wrong, forgives=True):
        raise Refused(Refusal.WRONG_CODE)
    codes, salt, hashes = new_codes(hub.clock)
    row = {"staff_id": person.id, "secret": secret, "last_step": step, "salt": salt, "set_at": hub.clock.now()}
    try:
        with hub.store.writing() as connection:
            connection.execute(second_factor.insert().values(row))
            replace_codes(connection, person.id, hashes)
            close_all_sessions(connection, person.id)
            trail.append_audit_line(hub, AuditAction.FACTOR_SET, by=person.id, within=connection)
    except IntegrityError:
        raise Refused(HubRefusal.FACTOR_EXISTS) from None
    return codes


def set_up_factor_here(hub: Hub, person: Staff) -> list[str]:
    """Set up a second factor from the machine itself, for someone without a telephone: they use the recovery codes.

    Raises `Refused`: `factor-exists`.
    """
    secret = new_secret(hub, person)
    return set_up_second_factor(hub, person, secret, _totp(hub, person, secret).at(hub.clock.now()))


def check_factor_code(hub: Hub, person: Staff, typed: str) -> None:
    """Accept a code of the telephone or a recovery code, each once.

    One of the telephone that comes again, as by a second press, is refused and no guess: it counts as no wrong try.
    Raises `Refused`: `wrong-code`, also for a person who is locked.
    """
    query = select(second_factor).join(staff).where(staff.c.id == person.id, staff.c.failures < people.MOST_TRIES)
    with hub.store.reading() as connection:
        factor = connection.execute(query).first()
    step = _matching_step(hub, person, factor.secret, typed) if factor else None
    right = step is not None
    if step is not None:  # used: for the first request that does, also of two at the same time
        fresh = (second_factor.c.staff_id == person.id) & (second_factor.c.last_step < step)
        with hub.store.writing() as connection:
            if connection.execute(second_factor.update().where(fresh).values(last_step=step)).rowcount != 1:
                raise Refused(Refusal.WRONG_CODE)
    elif factor is not None:
        right = use_code(hub, person.id, factor.salt, typed)
    if not people.judge_staff_try(hub, person.id, None if right else AuditAction.WRONG_CODE, forgives=True):
        raise Refused(Refusal.WRONG_CODE)


def reset_second_factor(hub: Hub, by: Staff, staff_id: str) -> None:
    """Delete a colleague's second factor and end their sessions: they set up another at their next sign-in.

    Raises `Refused`: `not-yourself`, `no-factor` where there is none.
    """
    if staff_id == by.id:
        raise Refused(HubRefusal.NOT_YOURSELF)
    reset_factor_here(hub, staff_id, by.id)


def reset_factor_here(hub: Hub, staff_id: str, by: str = "") -> None:
    """The same from the machine itself, where the only person lost their telephone. Raises `Refused`: `no-factor`."""
    with hub.store.writing() as connection:
        connection.execute(recovery_code.delete().where(recovery_code.c.staff_id == staff_id))
        change = second_factor.delete().where(second_factor.c.staff_id == staff_id)
        if connection.execute(change).rowcount != 1:
            raise Refused(HubRefusal.NO_FACTOR)
        close_all_sessions(connection, staff_id)
        trail.append_audit_line(hub, AuditAction.FACTOR_RESET, by=by, about=staff_id, within=connection)


def _matching_step(hub: Hub, person: Staff, secret: bytes, typed: str) -> int | None:
    digits = "".join(typed.split())
    totp = _totp(hub, person, secret)
    now = totp.timecode(hub.clock.now())
    steps = [now + away for away in DRIFT if keys.are_same_secrets(totp.generate_otp(now + away), digits)]
    return steps[0] if steps else None


def _totp(hub: Hub, person: Staff, secret: bytes) -> "TOTP":
    # A worker that serves boxes alone never needs it.
    from pyotp import TOTP

    return TOTP(base64.b32encode(secrets_at_rest.unlock_secret(hub, secret, _about(person))).decode())


def _about(person: Staff) -> str:
    return f"second factor of {person.id}"


def prove_again(hub: Hub, person: Staff, form: Mapping[str, str]) -> None:
    """Check the passphrase and the code in this form; wrong ones count, and the fifth in a row locks the person.

    Raises `Refused`: `wrong-sign-in`, `wrong-code`.
    """
    proven = check_passphrase(hub, person.login, form.get(PASSPHRASE, ""))
    if proven.id != person.id:
        raise Refused(Refusal.WRONG_SIGN_IN)
    check_factor_code(hub, person, form.get(CODE, ""))
