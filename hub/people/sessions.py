"""The sessions of staff, what they change of their own account, and how often an address may try."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import Connection, bindparam, func, select

from hub import trail
from hub.hub import Hub
from hub.message_templates import shipped_procedures
from hub.people import people
from hub.people.people import Staff, hash_passphrase, staff_of_row
from hub.secrets import secrets_at_rest
from hub.store.opening import Store
from hub.store.schema import cases, half_session, sign_in_try, staff, staff_session
from hub.trail import AuditAction
from kiosk.crypto import keys
from kiosk.domain.replies.author import Author
from kiosk.domain.screen.station import SessionEnd
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused

COOKIE = "parvis_hub"
LONGEST = timedelta(hours=12)
"""A session ends after this time, even when it is in use."""
HALF_LASTS = timedelta(minutes=10)
"""Long enough to install an application and scan a code."""
_NOTED_EVERY = timedelta(minutes=1)
"""A session's last use is written to the database at most this often."""
PER_ADDRESS = 20
ADDRESS_WINDOW = timedelta(minutes=10)
"""A whole town hall may share one address: successful attempts are not counted."""
IN_TOTAL = 120
TOTAL_WINDOW = timedelta(minutes=1)
"""Attempts of strangers keep nobody out for longer than this."""
KNOWN = timedelta(days=30)
"""For so long after a sign-in an address is exempt from the total: a flood from elsewhere locks no office out."""
_NEXT = select(func.min(cases.c.service)).where(cases.c.service > bindparam("last"))


class HalfSession(Struct, frozen=True):
    """Somebody whose passphrase was right; `secret` is the second factor they shall set up, locked, or None."""

    person: Staff
    secret: bytes | None


class OpenSession(Struct, frozen=True):
    cookie_hash: str
    opened_at: datetime
    seen_at: datetime


def cookie_name(hub: Hub) -> str:
    return hub.settings.name_cookie(COOKIE)


def open_half_session(hub: Hub, person: Staff, secret: bytes | None) -> str:
    cookie, now = hub.clock.token(), hub.clock.now()
    with hub.store.writing() as connection:
        connection.execute(half_session.delete().where(half_session.c.opened_at < now - HALF_LASTS))
        row = {"cookie_hash": keys.token_hash(cookie), "staff_id": person.id, "opened_at": now, "secret": secret}
        connection.execute(half_session.insert().values(row))
    return cookie


def half_session_of(hub: Hub, cookie: str) -> HalfSession | None:
    since = hub.clock.now() - HALF_LASTS
    wanted = (half_session.c.cookie_hash == keys.token_hash(cookie)) & (half_session.c.opened_at >= since)
    with hub.store.reading() as connection:
        query = select(staff, half_session.c.secret).join(half_session).where(wanted, staff.c.left_at.is_(None))
        row = connection.execute(query).first()
    return HalfSession(staff_of_row(row), row.secret) if row else None


def renew_half_session(hub: Hub, cookie: str) -> bool:
    """Give the half-session of a cookie its ten minutes again; False where there is none or it has expired.

    Who holds it knows the passphrase and could begin again, so this opens nothing: it spares the code set up meanwhile.
    """
    now = hub.clock.now()
    theirs = (half_session.c.cookie_hash == keys.token_hash(cookie)) & (half_session.c.opened_at >= now - HALF_LASTS)
    with hub.store.writing() as connection:
        return connection.execute(half_session.update().where(theirs).values(opened_at=now)).rowcount > 0


def end_of_session(hub: Hub, cookie: str) -> SessionEnd | None:
    now, hashed = hub.clock.now(), keys.token_hash(cookie)
    here = now.astimezone(ZoneInfo(hub.settings.time_zone))
    with hub.store.reading() as connection:
        table = staff_session.c
        row = connection.execute(select(staff_session).where(table.cookie_hash == hashed)).first()
        half = connection.execute(select(half_session.c.opened_at).where(half_session.c.cookie_hash == hashed)).first()
    if row is not None:
        return SessionEnd(here, row.seen_at + _idle(hub) - now, row.opened_at + LONGEST - now)
    return SessionEnd(here, half.opened_at + HALF_LASTS - now) if half else None


def open_session(hub: Hub, person: Staff) -> str:
    """Open a session and return its cookie; expired sessions are deleted on the way."""
    cookie = hub.clock.token()
    now = hub.clock.now()
    with hub.store.writing() as connection:
        over = (staff_session.c.seen_at < now - _idle(hub)) | (staff_session.c.opened_at < now - LONGEST)
        connection.execute(staff_session.delete().where(over))
        row = {"cookie_hash": keys.token_hash(cookie), "staff_id": person.id, "opened_at": now, "seen_at": now}
        connection.execute(staff_session.insert().values(row))
    return cookie


def staff_of_session(hub: Hub, cookie: str) -> Staff | None:
    if not cookie:
        return None
    now = hub.clock.now()
    mine = staff_session.c.cookie_hash == keys.token_hash(cookie)
    with hub.store.reading() as connection:
        query = (
            select(staff, staff_session.c.seen_at, staff_session.c.opened_at)
            .join(staff_session)
            .where(mine, staff.c.left_at.is_(None))
        )
        row = connection.execute(query).first()
    if row is None or row.seen_at < now - _idle(hub) or row.opened_at < now - LONGEST:
        return None
    if row.seen_at < now - _NOTED_EVERY:
        with hub.store.writing() as connection:
            connection.execute(staff_session.update().where(mine).values(seen_at=now))
    return staff_of_row(row)


def open_sessions(hub: Hub, person: Staff) -> list[OpenSession]:
    now, table = hub.clock.now(), staff_session.c
    theirs = (table.staff_id == person.id) & (table.seen_at >= now - _idle(hub)) & (table.opened_at >= now - LONGEST)
    with hub.store.reading() as connection:
        rows = connection.execute(select(staff_session).where(theirs).order_by(table.seen_at.desc())).all()
    return [OpenSession(row.cookie_hash, row.opened_at, row.seen_at) for row in rows]


def close_session(hub: Hub, cookie: str) -> None:
    """End a session or half-session, so that a copied cookie is of no use any more."""
    with hub.store.writing() as connection:
        for table in (staff_session, half_session):
            connection.execute(table.delete().where(table.c.cookie_hash == keys.token_hash(cookie)))


def close_all_sessions(connection: Connection, staff_id: str, but: str = "") -> None:
    kept = keys.token_hash(but)
    for table in (staff_session, half_session):
        connection.execute(table.delete().where(table.c.staff_id == staff_id, table.c.cookie_hash != kept))


def _idle(hub: Hub) -> timedelta:
    return timedelta(minutes=hub.settings.idle_minutes)


def count_sign_in_try(hub: Hub, address: str) -> str:
    """Count an attempt before it is checked; returns its id, for `record_success` or `uncount_sign_in_try`.

    Raises `Refused`: `too-many-tries` with the `seconds` to wait. An attempt that is refused here is not counted, so
    that the limit ends however often somebody goes on trying.
    """
    now, new = hub.clock.now(), hub.clock.new_id()
    place, table = secrets_at_rest.hash_with_key(hub, address, "address"), sign_in_try.c
    with hub.store.writing() as connection:
        over = (table.at < now - KNOWN) | (table.worked.is_(False) & (table.at < now - ADDRESS_WINDOW))
        connection.execute(sign_in_try.delete().where(over))
        connection.execute(sign_in_try.insert().values(id=new, address=place, at=now, worked=False))
    failed = select(func.count()).select_from(sign_in_try).where(table.worked.is_(False))
    here = failed.where(table.address == place, table.at > now - ADDRESS_WINDOW)
    everywhere = failed.where(table.at > now - TOTAL_WINDOW)
    known_address = select(table.id).where(table.address == place, table.worked.is_(True)).limit(1)
    with hub.store.reading() as connection:  # what was counted before this try, and itself
        full = connection.execute(here).scalar_one() > PER_ADDRESS
        if not full and connection.execute(everywhere).scalar_one() > IN_TOTAL:
            full = connection.execute(known_address).first() is None
    if full:
        with hub.store.writing() as connection:
            connection.execute(sign_in_try.delete().where(table.id == new))
        raise Refused(Refusal.TOO_MANY_TRIES, seconds=int(ADDRESS_WINDOW.total_seconds()))
    return new


def record_success(hub: Hub, tried: str) -> None:
    """The attempt succeeded: it counts no more, and its address is known from now on."""
    with hub.store.writing() as connection:
        change = sign_in_try.update().where(sign_in_try.c.id == tried)
        connection.execute(change.values(worked=True))


def uncount_sign_in_try(hub: Hub, tried: str) -> None:
    """The first factor was right: this attempt counts no more."""
    with hub.store.writing() as connection:
        connection.execute(sign_in_try.delete().where(sign_in_try.c.id == tried))


def list_known_services(store: Store) -> tuple[str, ...]:
    known, last = {procedure.service.id for procedure in shipped_procedures().values()}, ""
    with store.reading() as connection:  # each by one look into their index: `distinct` would read all cases
        while found := connection.execute(_NEXT, {"last": last}).scalar():
            known.add(found)
            last = found
    return tuple(sorted(known))


def check_services_known(store: Store, services: Iterable[str]) -> None:
    """Raises `Refused` (`no-such-service`, with those that are `known`): a misspelt service would show nothing."""
    there = list_known_services(store)
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
        trail.append_audit_line(hub, AuditAction.PASSPHRASE_CHANGED, by=person.id, within=connection)


def end_sessions(hub: Hub, by: Staff, staff_id: str, but: str = "") -> None:
    """End a person's sessions, except that of the cookie `but`.

    Raises `Refused`: `not-yourself` where somebody would end all of their own.
    """
    if by.id == staff_id and not but:
        raise Refused(HubRefusal.NOT_YOURSELF)
    with hub.store.writing() as connection:
        close_all_sessions(connection, staff_id, but)
        trail.append_audit_line(hub, AuditAction.SESSIONS_ENDED, by=by.id, about=staff_id, within=connection)


def switch_letter_keys(hub: Hub, person: Staff, *, on: bool) -> None:
    """Whether keys of one letter do something on the person's pages (WCAG 2.1.4)."""
    with hub.store.writing() as connection:
        connection.execute(staff.update().where(staff.c.id == person.id).values(letter_keys=on))


def update_author(connection: Connection, staff_id: str, author: Author) -> None:
    """Keep how a person's decisions name them from now on, in the caller's transaction."""
    connection.execute(staff.update().where(staff.c.id == staff_id).values(**asdict(author)))
