"""Staff sessions: a random cookie in the browser, its hash in the hub's database.

Between the two factors there is a half-session, in a table of its own, that only the pages of the second factor accept.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct
from sqlalchemy import Connection, select

from hub.hub import Hub
from hub.people.people import Staff, as_staff
from hub.store.schema import half_session, staff, staff_session
from kiosk.crypto import keys
from kiosk.domain.screen.station import SessionEnd

COOKIE = "parvis_hub"
LONGEST = timedelta(hours=12)
"""A session ends after this time, even when it is in use."""
HALF_LASTS = timedelta(minutes=10)
"""Long enough to install an application and scan a code."""
_NOTED_EVERY = timedelta(minutes=1)
"""A session's last use is written to the database at most this often."""


class HalfSession(Struct, frozen=True):
    """Somebody whose passphrase was right; `secret` is the second factor they shall set up, locked, or None."""

    person: Staff
    secret: bytes | None


class OpenSession(Struct, frozen=True):
    """A session that has not expired."""

    cookie_hash: str
    opened_at: datetime
    seen_at: datetime


def cookie_name(hub: Hub) -> str:
    """The name of the session cookie; over https with the prefix `__Host-`, which only this very host can set."""
    return hub.settings.cookie_prefix + COOKIE


def open_half_session(hub: Hub, person: Staff, secret: bytes | None) -> str:
    """Open a half-session and return its cookie, which the pages of the second factor accept for ten minutes."""
    cookie, now = hub.clock.token(), hub.clock.now()
    with hub.store.writing() as connection:
        connection.execute(half_session.delete().where(half_session.c.opened_at < now - HALF_LASTS))
        row = {"cookie_hash": keys.token_hash(cookie), "staff_id": person.id, "opened_at": now, "secret": secret}
        connection.execute(half_session.insert().values(row))
    return cookie


def half_session_of(hub: Hub, cookie: str) -> HalfSession | None:
    """The half-session of a cookie; None where there is none or it has expired."""
    since = hub.clock.now() - HALF_LASTS
    wanted = (half_session.c.cookie_hash == keys.token_hash(cookie)) & (half_session.c.opened_at >= since)
    with hub.store.reading() as connection:
        query = select(staff, half_session.c.secret).join(half_session).where(wanted, staff.c.left_at.is_(None))
        row = connection.execute(query).first()
    return HalfSession(as_staff(row), row.secret) if row else None


def renew_half_session(hub: Hub, cookie: str) -> bool:
    """Give the half-session of a cookie its ten minutes again; False where there is none or it has expired.

    Who holds it knows the passphrase and could begin again, so this opens nothing: it spares the code set up meanwhile.
    """
    now = hub.clock.now()
    theirs = (half_session.c.cookie_hash == keys.token_hash(cookie)) & (half_session.c.opened_at >= now - HALF_LASTS)
    with hub.store.writing() as connection:
        return connection.execute(half_session.update().where(theirs).values(opened_at=now)).rowcount > 0


def end_of_session(hub: Hub, cookie: str) -> SessionEnd | None:
    """When the session or half-session of a cookie ends; None where there is none."""
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
    """The person whose session this cookie is; None where there is none or it has expired."""
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
    return as_staff(row)


def open_sessions(hub: Hub, person: Staff) -> list[OpenSession]:
    """A person's sessions that have not expired, the one used last first."""
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
    """End a person's sessions and half-sessions, except that of the cookie `but`."""
    kept = keys.token_hash(but)
    for table in (staff_session, half_session):
        connection.execute(table.delete().where(table.c.staff_id == staff_id, table.c.cookie_hash != kept))


def _idle(hub: Hub) -> timedelta:
    return timedelta(minutes=hub.settings.idle_minutes)
