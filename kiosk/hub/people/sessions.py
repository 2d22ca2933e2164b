"""Staff sessions: kept at the hub, an opaque cookie in the browser, its hash in the store.

Between the two factors there is a half-session, in a table of its own: no page but the door's asks for it.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from kiosk.crypto import keys
from kiosk.hub.hub import Hub
from kiosk.hub.people.people import Staff, as_staff
from kiosk.hub.store.schema import half_session, staff, staff_session

COOKIE = "parvis_hub"
LONGEST = timedelta(hours=12)
"""A session ends then, however busy it is."""
HALF_LASTS = timedelta(minutes=10)
"""Long enough to install an application and scan a code."""
_NOTED_EVERY = timedelta(minutes=1)
"""A page view writes to the store at most this often."""


@dataclass(frozen=True, slots=True)
class Half:
    """Somebody whose passphrase was right; `secret` is the second factor they may set up, locked, or none."""

    person: Staff
    secret: bytes | None


def cookie_name(hub: Hub) -> str:
    """Over https a browser takes `__Host-` cookies from this very host only."""
    return hub.settings.cookie_prefix + COOKIE


def open_half(hub: Hub, person: Staff, secret: bytes | None) -> str:
    """A half-session's cookie, which opens nothing but the pages of the second factor, for ten minutes."""
    cookie, now = hub.clock.token(), hub.clock.now()
    with hub.store.writing() as connection:
        connection.execute(half_session.delete().where(half_session.c.opened_at < now - HALF_LASTS))
        row = {"cookie_hash": keys.token_hash(cookie), "staff_id": person.id, "opened_at": now, "secret": secret}
        connection.execute(half_session.insert().values(row))
    return cookie


def half(hub: Hub, cookie: str) -> Half | None:
    """Whose half-session it is, while it lives."""
    since = hub.clock.now() - HALF_LASTS
    wanted = (half_session.c.cookie_hash == keys.token_hash(cookie)) & (half_session.c.opened_at >= since)
    with hub.store.reading() as connection:
        query = select(staff, half_session.c.secret).join(half_session).where(wanted, staff.c.left_at.is_(None))
        found = connection.execute(query).first()
    return Half(as_staff(found), found.secret) if found else None


def open_session(hub: Hub, person: Staff) -> str:
    """A new session's cookie; sessions that are over are removed on the way."""
    cookie = hub.clock.token()
    now = hub.clock.now()
    with hub.store.writing() as connection:
        over = (staff_session.c.seen_at < now - _idle(hub)) | (staff_session.c.opened_at < now - LONGEST)
        connection.execute(staff_session.delete().where(over))
        row = {"cookie_hash": keys.token_hash(cookie), "staff_id": person.id, "opened_at": now, "seen_at": now}
        connection.execute(staff_session.insert().values(row))
    return cookie


def whose(hub: Hub, cookie: str) -> Staff | None:
    """The person a cookie belongs to, while the session lives; None otherwise."""
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
        found = connection.execute(query).first()
    if found is None or found.seen_at < now - _idle(hub) or found.opened_at < now - LONGEST:
        return None
    if found.seen_at < now - _NOTED_EVERY:
        with hub.store.writing() as connection:
            connection.execute(staff_session.update().where(mine).values(seen_at=now))
    return as_staff(found)


def living(hub: Hub, person: Staff) -> list[Row[Any]]:
    """A person's sessions that have not ended, the one used last first; each has `opened_at` and `seen_at`."""
    now, table = hub.clock.now(), staff_session.c
    theirs = (table.staff_id == person.id) & (table.seen_at >= now - _idle(hub)) & (table.opened_at >= now - LONGEST)
    with hub.store.reading() as connection:
        return list(connection.execute(select(staff_session).where(theirs).order_by(table.seen_at.desc())).all())


def close_session(hub: Hub, cookie: str) -> None:
    """End a session or half of one; a cookie kept by somebody opens nothing any more."""
    with hub.store.writing() as connection:
        for table in (staff_session, half_session):
            connection.execute(table.delete().where(table.c.cookie_hash == keys.token_hash(cookie)))


def close_all(connection: Connection, staff_id: str, but: str = "") -> None:
    """End a person's sessions and half-sessions, except that of the cookie `but`."""
    kept = keys.token_hash(but)
    for table in (staff_session, half_session):
        connection.execute(table.delete().where(table.c.staff_id == staff_id, table.c.cookie_hash != kept))


def _idle(hub: Hub) -> timedelta:
    return timedelta(minutes=hub.settings.idle_minutes)
