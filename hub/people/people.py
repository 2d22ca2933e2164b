"""The people who work at the hub: instructors decide cases, operators run the hub and see no contents."""

import re
import unicodedata
from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import asdict, replace
from sqlalchemy import Row, select
from sqlalchemy.exc import IntegrityError

from hub import trail
from hub.cases.states import Scope
from hub.hub import Hub
from hub.people.staff_role import StaffRole
from hub.store.opening import Store
from hub.store.schema import site, staff
from hub.trail import AuditAction
from kiosk.crypto import keys
from kiosk.domain.language import spelling
from kiosk.domain.replies import author as authors
from kiosk.domain.replies.author import Author
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused

MOST_TRIES = 5
"""Wrong attempts in a row after which only a colleague can unlock the person."""
SHORTEST_PASSPHRASE = 12
"""Characters."""
LONGEST_PASSPHRASE = 1_000
SHORTEST_NAME = 6
"""Letters and digits that must remain of a passphrase once everything an outsider would guess first is taken out."""
_KEY_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "azertyuiopqsdfghjklmwxcvbn",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiop",
    "1234567890",
)
_YEAR = re.compile(r"^\d{1,4}|\d{1,4}$")
"""What people put before or after a word to make it count as another."""
_WORST_PASSPHRASES = (
    "motdepasse",
    "phrasesecrete",
    "password",
    "passphrase",
    "passwort",
    "administrateur",
    "administrator",
    "admin",
    "bonjour",
    "bienvenue",
    "welcome",
    "letmein",
    "soleil",
    "azerty",
    "qwerty",
    "mairie",
    "parvis",
    "iloveyou",
    "jetaime",
    "changeme",
    "secret",
)
"""The most used passwords of public lists that long passphrases are built from."""


def judge_staff_try(hub: Hub, staff_id: str, wrong: AuditAction | None, *, forgives: bool = False) -> bool:
    """Whether a try counts as right: its secret was, and the person is not locked. `wrong` is what the trail says of
    one whose secret was not, None for one whose was; `forgives` the wrong ones before a right one.

    Tries are judged one after the other, once each was checked: of many at one instant nobody learns more than
    `MOST_TRIES` answers, and a right one is never counted, however many there are.
    """
    failures = staff.c.failures + 1 if wrong else 0 if forgives else staff.c.failures
    change = staff.update().where(staff.c.id == staff_id, staff.c.failures < MOST_TRIES).values(failures=failures)
    with hub.store.writing() as connection:
        counted = connection.execute(change.returning(staff.c.failures)).scalar()
        if counted is not None and wrong:
            trail.append_audit_line(hub, wrong, about=staff_id, within=connection)
            if counted >= MOST_TRIES:
                trail.append_audit_line(hub, AuditAction.LOCKED, about=staff_id, within=connection)
    return counted is not None and wrong is None


def end_lock(hub: Hub, staff_id: str, by: str = "") -> bool:
    """Unlock a person, on behalf of the colleague `by` or from the machine itself; False where there is nobody."""
    with hub.store.writing() as connection:
        if connection.execute(staff.update().where(staff.c.id == staff_id).values(failures=0)).rowcount != 1:
            return False
        trail.append_audit_line(hub, AuditAction.UNLOCKED, by=by, about=staff_id, within=connection)
    return True


def check_new_passphrase(passphrase: str, *names: str) -> None:
    """Check a new passphrase; `names` are those an outsider knows: the login, the person's, the hub's.

    Raises `Refused`: `passphrase-too-short`, `passphrase-too-simple` for little more than what is guessed first.
    """
    if not SHORTEST_PASSPHRASE <= len(passphrase) <= LONGEST_PASSPHRASE:
        raise Refused(HubRefusal.PASSPHRASE_TOO_SHORT, least=SHORTEST_PASSPHRASE)
    letters = spelling.fold_letters(passphrase)
    guessable = {
        part
        for name in names
        for part in (spelling.fold_letters(name), *map(spelling.fold_letters, name.split()))
        if len(part) >= 3
    }
    for word in sorted({*guessable, *_WORST_PASSPHRASES}, key=len, reverse=True):
        letters = letters.replace(word, "")
    letters = _YEAR.sub("", letters)
    # It repeats the same one to four letters, or follows the alphabet or the keys, forwards or backwards.
    repeats = any(letters == (letters[:size] * len(letters))[: len(letters)] for size in range(1, 5))
    runs = any(letters in row * 3 or letters in (row * 3)[::-1] for row in _KEY_ROWS)
    if len(letters) < SHORTEST_NAME or repeats or runs:
        raise Refused(HubRefusal.PASSPHRASE_TOO_SIMPLE)


def fold_passphrase(typed: str) -> str:
    """The passphrase in Unicode form NFC: a phone may type « é » as two characters (RFC 8265)."""
    return unicodedata.normalize("NFC", typed)


class Staff(Struct, frozen=True):
    """One member of staff; they see the cases of their `scope` only, an operator none. `failures` are wrong passphrases
    and codes in a row, `left` says that they work here no more, `letter_keys` that keys of one letter do something.
    `author` is how their decisions name them; its quality is "" until they have said it.
    """

    id: str
    login: str
    name: str
    role: StaffRole
    scope: Scope
    failures: int
    left: bool = False
    letter_keys: bool = True
    author: Author = Author()

    @property
    def locked(self) -> bool:
        return self.failures >= MOST_TRIES

    @property
    def sees_cases(self) -> bool:
        return self.role == StaffRole.INSTRUCTOR

    @property
    def sees_every_site(self) -> bool:
        return not self.sees_cases or not self.scope.sites


class NewStaff(Struct, frozen=True):
    """Somebody to register; `quality` is what their decisions say that they are, "" lets the first decision ask."""

    login: str
    name: str
    role: str = StaffRole.INSTRUCTOR
    services: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    quality: str = ""


def check_new_staff(hub: Hub, new: NewStaff) -> None:
    """Check all but the passphrase, before it is asked for.

    Raises `Refused`: `not-a-login`, `not-a-role`, `no-such-site`, `login-exists`.
    """
    login = _login(new.login)
    if not 1 <= len(login) <= 64:
        raise Refused(HubRefusal.NOT_A_LOGIN, login=login)
    _role(new.role)
    _checked_scope(hub.store, new.services, new.sites)
    with hub.store.reading() as connection:
        if connection.execute(select(staff.c.id).where(staff.c.login == login)).first():
            raise Refused(HubRefusal.LOGIN_EXISTS, login=login)


def add_staff(hub: Hub, new: NewStaff, passphrase: str) -> Staff:
    """Register a member of staff, who sets up their second factor at their first sign-in.

    Raises `Refused`: what `check_new_staff` and `check_new_passphrase` raise.
    """
    check_new_staff(hub, new)
    login = _login(new.login)
    role, scope = _role(new.role), _checked_scope(hub.store, new.services, new.sites)
    check_new_passphrase(passphrase, login, new.name, hub.settings.name)
    author = authors.propose_author(new.name, new.quality)
    person = Staff(hub.clock.new_id(), login, new.name, role, scope, failures=0, author=author)
    row = {key: getattr(person, key) for key in ("id", "login", "name", "role", "failures")}
    row |= {"services": scope.services, "sites": scope.sites, "passphrase": hash_passphrase(passphrase)}
    row |= asdict(author)
    try:
        with hub.store.writing() as connection:
            connection.execute(staff.insert().values(**row, added_at=hub.clock.now()))
    except IntegrityError:
        raise Refused(HubRefusal.LOGIN_EXISTS, login=login) from None
    return person


def change_rights(
    store: Store,
    login: str,
    *,
    role: str | None = None,
    services: Iterable[str] | None = None,
    sites: Iterable[str] | None = None,
) -> Staff:
    """Give a person another role or scope; what is None stays as it is, so that rights widen only when asked.

    No services, or no sites, are all of them. The caller ends their sessions, since rights never change within one.
    Raises `Refused`: `unknown-person`, `not-a-role`, `no-such-site`.
    """
    person = staff_by_login(store, login)
    known_role = person.role if role is None else _role(role)
    scope = _checked_scope(
        store,
        person.scope.services if services is None else services,
        person.scope.sites if sites is None else sites,
    )
    with store.writing() as connection:
        change = staff.update().where(staff.c.id == person.id)
        connection.execute(change.values(role=known_role, services=scope.services, sites=scope.sites))
    return replace(person, role=known_role, scope=scope)


def check_passphrase(hub: Hub, login: str, passphrase: str) -> Staff:
    """The person whose login and passphrase these are.

    Earlier failures stay counted, because the second factor is still to come.
    Raises `Refused`: `wrong-sign-in`, the same for a wrong login, a wrong passphrase, a locked person and one who left.
    """
    with hub.store.reading() as connection:
        person = connection.execute(select(staff).where(staff.c.login == _login(login))).first()
    allowed = person is not None and person.left_at is None and person.failures < MOST_TRIES
    matches = keys.passphrase_matches(
        person.passphrase if person and allowed else keys.NOBODY, fold_passphrase(passphrase)
    )
    wrong = None if matches else AuditAction.WRONG_PASSPHRASE
    if person is None or not allowed or not judge_staff_try(hub, person.id, wrong):
        raise Refused(Refusal.WRONG_SIGN_IN)
    if keys.needs_rehash(person.passphrase):
        with hub.store.writing() as connection:
            connection.execute(
                staff.update().where(staff.c.id == person.id).values(passphrase=hash_passphrase(passphrase))
            )
    return staff_of_row(person)


def unlock_staff(hub: Hub, by: Staff, staff_id: str) -> None:
    """Let a colleague sign in again. Raises `Refused`: `not-yourself`, `unknown-person`."""
    if staff_id == by.id:
        raise Refused(HubRefusal.NOT_YOURSELF)
    if not end_lock(hub, staff_id, by.id):
        raise Refused(HubRefusal.UNKNOWN_PERSON)


def list_staff(store: Store) -> list[Staff]:
    with store.reading() as connection:
        return [staff_of_row(row) for row in connection.execute(select(staff).order_by(staff.c.name)).all()]


def staff_by_id(store: Store, staff_id: str) -> Staff:
    """One person by their id. Raises `Refused`: `unknown-person`."""
    return _find(store, staff.c.id == staff_id)


def staff_by_login(store: Store, login: str) -> Staff:
    """One person by their login, in any case of letters. Raises `Refused`: `unknown-person`."""
    return _find(store, staff.c.login == _login(login))


def staff_of_row(row: Row[tuple[object, ...]]) -> Staff:
    return Staff(
        row.id,
        row.login,
        row.name,
        StaffRole(row.role),
        Scope(row.services, row.sites),
        row.failures,
        row.left_at is not None,
        row.letter_keys,
        Author(row.given_names, row.family_name, row.quality) if row.quality else authors.propose_author(row.name),
    )


def hash_passphrase(passphrase: str) -> str:
    return keys.hash_passphrase(fold_passphrase(passphrase))


def _find(store: Store, wanted: object) -> Staff:
    with store.reading() as connection:
        row = connection.execute(select(staff).where(wanted)).first()  # type: ignore[arg-type]
    if row is None:
        raise Refused(HubRefusal.UNKNOWN_PERSON)
    return staff_of_row(row)


def _role(word: str) -> StaffRole:
    try:
        return StaffRole(word)
    except ValueError:
        raise Refused(HubRefusal.NOT_A_ROLE, role=word) from None


def _checked_scope(store: Store, services: Iterable[str], sites: Iterable[str]) -> Scope:
    """The scope of these services and sites.

    Raises `Refused`: `no-such-site`, because a misspelt site would show the person nothing.
    """
    scope = Scope(tuple(sorted(set(services))), tuple(sorted(set(sites))))
    with store.reading() as connection:
        existing = set(connection.execute(select(site.c.code)).scalars())
    for code in scope.sites:
        if code not in existing:
            raise Refused(HubRefusal.NO_SUCH_SITE, site=code, known=", ".join(sorted(existing)) or "—")
    return scope


def _login(typed: str) -> str:
    return fold_passphrase(typed).strip().casefold()
