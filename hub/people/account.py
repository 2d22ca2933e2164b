"""What staff change in their own account: their passphrase, where they are signed in, how their decisions name them."""

from collections.abc import Iterable, Iterator
from importlib.resources import files

from msgspec.structs import asdict
from sqlalchemy import Connection, bindparam, func, select

from hub.hub import Hub
from hub.people import people
from hub.people.people import Staff, hash_passphrase
from hub.people.sessions import close_all_sessions
from hub.store.opening import Store
from hub.store.schema import cases, staff
from hub.trail import audit
from hub.trail.audit import AuditAction
from kiosk.catalogue.define.catalogue import open_catalogue
from kiosk.domain.replies.author import Author
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused

_NEXT = select(func.min(cases.c.service)).where(cases.c.service > bindparam("last"))


def known(store: Store) -> tuple[str, ...]:
    """The ids of all known services, sorted."""
    shipped = open_catalogue([files("kiosk") / "procedures"]).procedures
    with store.reading() as connection:
        came = set(_came(connection))
    return tuple(sorted(came | {procedure.service.id for procedure in shipped}))


def _came(connection: Connection) -> Iterator[str]:
    """The services of cases, each by one look into their index: `distinct` would read all cases."""
    last = ""
    while found := connection.execute(_NEXT, {"last": last}).scalar():
        yield found
        last = found


def check(store: Store, services: Iterable[str]) -> None:
    """Raises `Refused` (`no-such-service`, with those that are `known`): a misspelt service would show nothing."""
    there = known(store)
    for service in services:
        if service not in there:
            raise Refused(HubRefusal.NO_SUCH_SERVICE, service=service, known=", ".join(there))


def change_passphrase(hub: Hub, person: Staff, new: str) -> None:
    """Store a new passphrase and end all of the person's sessions.

    The caller has checked both factors before, and opens a new session after. Raises what
    `people.check_new_passphrase` raises.
    """
    people.check_new_passphrase(new, person.login, person.name, hub.settings.name)
    kept = hash_passphrase(new)
    with hub.store.writing() as connection:
        connection.execute(staff.update().where(staff.c.id == person.id).values(passphrase=kept))
        close_all_sessions(connection, person.id)
        audit.note(hub, AuditAction.PASSPHRASE_CHANGED, by=person.id, within=connection)


def end_sessions(hub: Hub, by: Staff, staff_id: str, but: str = "") -> None:
    """End a person's sessions, except that of the cookie `but`.

    Raises `Refused`: `not-yourself` where somebody would end all of their own.
    """
    if by.id == staff_id and not but:
        raise Refused(HubRefusal.NOT_YOURSELF)
    with hub.store.writing() as connection:
        close_all_sessions(connection, staff_id, but)
        audit.note(hub, AuditAction.SESSIONS_ENDED, by=by.id, about=staff_id, within=connection)


def switch_letter_keys(hub: Hub, person: Staff, *, on: bool) -> None:
    """Whether keys of one letter do something on the person's pages (WCAG 2.1.4)."""
    with hub.store.writing() as connection:
        connection.execute(staff.update().where(staff.c.id == person.id).values(letter_keys=on))


def sign_as(connection: Connection, staff_id: str, author: Author) -> None:
    """Keep how a person's decisions name them, in the caller's transaction: the next form proposes it."""
    connection.execute(staff.update().where(staff.c.id == staff_id).values(**asdict(author)))


def keep_author(hub: Hub, person: Staff, author: Author) -> None:
    """Keep how a person's decisions name them from now on."""
    with hub.store.writing() as connection:
        sign_as(connection, person.id, author)
