"""The people who work at the hub: instructors decide cases, operators run the hub and see no contents."""

import unicodedata
from dataclasses import dataclass

from sqlalchemy import Row, select
from sqlalchemy.exc import IntegrityError

from kiosk import keys
from kiosk.clock import Clock
from kiosk.errors import Refused
from kiosk.hub.store.opening import Store
from kiosk.hub.store.schema import staff

ROLES = ("instructor", "operator")
WRONG_TRIES = 5
"""Wrong passphrases in a row before only a colleague can let the person in again."""
SHORTEST_PASSPHRASE = 12
"""Characters."""
LONGEST_PASSPHRASE = 1_000
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=1$e8v6dVS1W7ikx5eC7YNNBw$ng0Uoc133a939r4MCRsRucjVZwQT8Liwv/P1SU8VFu8"
"""The hash judged for a login that does not exist, so that it takes as long as one that does."""


@dataclass(frozen=True, slots=True)
class Staff:
    """One person; with a `service`, they see that service's cases only."""

    id: str
    login: str
    name: str
    role: str
    service: str
    failures: int

    @property
    def locked(self) -> bool:
        """Whether a colleague has to unlock them before they can sign in."""
        return self.failures >= WRONG_TRIES

    @property
    def sees_cases(self) -> bool:
        """Whether they may read what citizens answered."""
        return self.role == "instructor"


def add_staff(
    store: Store, login: str, name: str, passphrase: str, clock: Clock, *, role: str = "instructor", service: str = ""
) -> Staff:
    """Register a person. Raises `Refused`: `not-a-login`, `not-a-role`, `passphrase-too-short`, `login-exists`."""
    login = _login(login)
    if not 1 <= len(login) <= 64:
        raise Refused("not-a-login", login=login)
    if role not in ROLES:
        raise Refused("not-a-role", role=role)
    person = Staff(clock.new_id(), login, name, role, service, failures=0)
    row = {key: getattr(person, key) for key in ("id", "login", "name", "role", "service", "failures")}
    try:
        with store.writing() as connection:
            connection.execute(staff.insert().values(**row, passphrase=_hash(passphrase), added_at=clock.now()))
    except IntegrityError:
        raise Refused("login-exists", login=login) from None
    return person


def check_passphrase(store: Store, login: str, passphrase: str) -> Staff:
    """The person who signs in. Raises `Refused("wrong-sign-in")`, the same for a wrong login, a wrong passphrase and
    a locked person.

    The try is counted before it is judged, so that tries made at once cannot exceed the limit.
    """
    login = _login(login)
    with store.writing() as connection:
        counted = staff.update().where(staff.c.login == login, staff.c.failures < WRONG_TRIES)
        allowed = connection.execute(counted.values(failures=staff.c.failures + 1)).rowcount == 1
        person = connection.execute(select(staff).where(staff.c.login == login)).first() if allowed else None
    matches = keys.passphrase_matches(person.passphrase if person else _NOBODY, _normal(passphrase))
    if person is None or not matches:
        raise Refused("wrong-sign-in")
    fresh = {"passphrase": _hash(passphrase)} if keys.needs_rehash(person.passphrase) else {}
    with store.writing() as connection:
        connection.execute(staff.update().where(staff.c.id == person.id).values(failures=0, **fresh))
    return as_staff(person)


def unlock(store: Store, by: Staff, staff_id: str) -> None:
    """Let a colleague sign in again. Raises `Refused`: `not-yourself`, `unknown-person`."""
    if staff_id == by.id:
        raise Refused("not-yourself")
    with store.writing() as connection:
        change = staff.update().where(staff.c.id == staff_id).values(failures=0)
        if connection.execute(change).rowcount != 1:
            raise Refused("unknown-person")


def everyone(store: Store) -> list[Staff]:
    """All the people, by name."""
    with store.reading() as connection:
        return [as_staff(row) for row in connection.execute(select(staff).order_by(staff.c.name)).all()]


def as_staff(row: Row[tuple[object, ...]]) -> Staff:
    """A person from a row of their table."""
    return Staff(row.id, row.login, row.name, row.role, row.service, row.failures)


def _login(typed: str) -> str:
    return _normal(typed).strip().casefold()


def _normal(typed: str) -> str:
    """One spelling per text: a phone may type « é » as two characters (RFC 8265)."""
    return unicodedata.normalize("NFC", typed)


def _hash(passphrase: str) -> str:
    if not SHORTEST_PASSPHRASE <= len(passphrase) <= LONGEST_PASSPHRASE:
        raise Refused("passphrase-too-short", least=SHORTEST_PASSPHRASE)
    return keys.hash_passphrase(_normal(passphrase))
