"""Staff sessions: kept at the hub, an opaque cookie in the browser, its hash in the store."""

from datetime import timedelta

from sqlalchemy import select

from kiosk import keys
from kiosk.hub.hub import Hub
from kiosk.hub.people import Staff, as_staff
from kiosk.hub.store.schema import staff, staff_session

COOKIE = "parvis_hub"
LONGEST = timedelta(hours=12)
"""A session ends then, however busy it is."""
_NOTED_EVERY = timedelta(minutes=1)
"""A page view writes to the store at most this often."""


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
        query = select(staff, staff_session.c.seen_at, staff_session.c.opened_at).join(staff_session).where(mine)
        found = connection.execute(query).first()
    if found is None or found.seen_at < now - _idle(hub) or found.opened_at < now - LONGEST:
        return None
    if found.seen_at < now - _NOTED_EVERY:
        with hub.store.writing() as connection:
            connection.execute(staff_session.update().where(mine).values(seen_at=now))
    return as_staff(found)


def close_session(hub: Hub, cookie: str) -> None:
    """End a session; a cookie kept by somebody opens nothing any more."""
    with hub.store.writing() as connection:
        connection.execute(staff_session.delete().where(staff_session.c.cookie_hash == keys.token_hash(cookie)))


def _idle(hub: Hub) -> timedelta:
    return timedelta(minutes=hub.settings.idle_minutes)
