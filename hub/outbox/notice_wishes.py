"""How the person of a case wishes to be told of news, as the last of their events says: none by default."""

from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, select

from hub.secrets.vault import CaseLock, label_of
from hub.store.schema import cases, event
from kiosk.domain.events.event import EventType
from kiosk.domain.events.wire.people import NoticeChannel

NOBODY: dict[str, Any] = {}
_OF_TOWN_HALL = ("phone", "hours")
"""What a wish says of whom the person calls back, and not of the person."""


class Wishes(Struct, frozen=True):
    """Addresses by channel, as the person confirmed them, their language, and whom they call."""

    addresses: dict[str, str]
    language: str
    phone: str = ""
    hours: str = ""

    def address(self, channel: NoticeChannel) -> str:
        """Where this channel reaches them, "" where they do not wish it."""
        return self.addresses.get(channel, "")


def wishes_of(connection: Connection, lock: CaseLock, case_id: str) -> Wishes:
    """Where the hub reaches the person, as they wish it now."""
    return read_wishes(*_said(connection, lock, case_id))


def ways_of(connection: Connection, lock: CaseLock, case_id: str) -> dict[str, Any]:
    """Each way to be told of news that the person wishes now, a call too, with its address or number."""
    said, _ = _said(connection, lock, case_id)
    return {name: value for name, value in said.items() if name not in _OF_TOWN_HALL}


def _said(connection: Connection, lock: CaseLock, case_id: str) -> tuple[dict[str, Any], str]:
    """The wish and the language: a later event takes the place of what the case said when it was submitted."""
    mine = (
        select(event.c.id, event.c.type, event.c.body)
        .join(cases, cases.c.reference == event.c.reference)
        .where(cases.c.id == case_id, event.c.type.in_((EventType.SUBMITTED, EventType.NOTICES)))
        .order_by(event.c.received_at.desc(), event.c.sequence.desc())
    )
    bodies = [(row.type, lock.read(label_of("event", row.id), row.body)) for row in connection.execute(mine).all()]
    first = next((body for kind, body in bodies if kind == EventType.SUBMITTED), NOBODY)
    language = str(first.get("language") or "")
    later = (body for kind, body in bodies if kind == EventType.NOTICES and "notices" in body)
    return next(later, first).get("notices") or NOBODY, language


def read_wishes(said: dict[str, Any], language: str) -> Wishes:
    """The `notices` of a body."""
    addresses = {channel.value: str(said[channel]) for channel in NoticeChannel if said.get(channel)}
    return Wishes(addresses, language, str(said.get("phone") or ""), str(said.get("hours") or ""))
