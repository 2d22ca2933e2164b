"""Notes what the person themselves is told, where they wished it: that their case has arrived, that it has news.

The rows stand in the outbox beside those for other systems, with the id of what they tell: the same event or decision
makes one notice a channel, however often it is sent again. A row that still waits goes when the person withdraws their
wish or their case, and when the case is erased; what they wish is read again at the moment of sending.
"""

from collections.abc import Sequence
from typing import Any

from msgspec import UNSET, to_builtins
from sqlalchemy import Connection, select

from hub.hub import Hub
from hub.outbox.destinations import channel_of, channels_of, names_for
from hub.outbox.notice_text import Given, written
from hub.outbox.notice_wishes import Wishes, read_wishes, wishes_of
from hub.outbox.outbox import insert
from hub.secrets.vault import CaseLock, label_of
from hub.store.schema import cases, delivery, event
from hub.wire.read_event import Incoming
from kiosk.connectors.connector import NOTICES, DeliveryType
from kiosk.domain.events.event import CaseState, EventType
from kiosk.domain.events.wire.bodies import NoticesWished, Submitted
from kiosk.domain.events.wire.people import NoticeChannel, Notices
from kiosk.domain.events.wire.values import Maybe

TOLD = (CaseState.INCOMPLETE, CaseState.ACCEPTED, CaseState.REFUSED, CaseState.CLOSED)
"""States that are news for the person: something is asked of them, or it is decided."""


def note_events(hub: Hub, connection: Connection, taken: Sequence[Incoming]) -> None:
    """Note what these events, just stored, make the person be told, or not be told any more."""
    for incoming in taken:
        content = incoming.content
        if isinstance(content, Submitted):
            said = _said(content.notices)
            if said:
                _note(hub, connection, incoming, DeliveryType.NOTICE_RECEIVED, read_wishes(said, ""))
        elif isinstance(content, NoticesWished):
            if content.notices is not UNSET:
                _stop(connection, _case(connection, incoming).id)
            if content.number:
                number = read_wishes(_said(content.number.to), content.number.language)
                _note(hub, connection, incoming, DeliveryType.NOTICE_NUMBER, number)
        elif incoming.type == EventType.WITHDRAWAL:
            _stop(connection, _case(connection, incoming).id)


def note_decision(hub: Hub, connection: Connection, lock: CaseLock, case_id: str, decision_id: str, to: str) -> None:
    """Note that a decision is news for the person; the caller holds the lock of the case."""
    if to not in TOLD or not channels_of(hub.settings):
        return
    service = connection.execute(select(cases.c.service).where(cases.c.id == case_id)).scalar_one()
    told = _destinations(hub, service, wishes_of(connection, lock, case_id))
    insert(hub, connection, [(name, decision_id, DeliveryType.NOTICE_NEWS, case_id) for name in told])


def read_notice(hub: Hub, connection: Connection, lock: CaseLock, row: Any) -> dict[str, Any] | None:
    """What a row of the outbox says to the person, and where; None where they do not wish it any more."""
    channel, type_, number = channel_of(hub.settings, row.destination), DeliveryType(row.type), ""
    if channel is None:
        return None
    wishes = wishes_of(connection, lock, row.case_id)
    if type_ == DeliveryType.NOTICE_NUMBER:
        body = connection.execute(select(event.c.body).where(event.c.id == row.id)).scalar_one()
        wished = lock.read(label_of("event", row.id), body)["number"]
        wishes, number = read_wishes(wished["to"], wished["language"]), row.reference
    if not wishes.address(channel):
        return None
    link = f"{hub.settings.address}/f" if hub.settings.address else ""
    said = written(type_, channel, wishes.language, Given(wishes.phone, wishes.hours, link, number))
    return {"to": wishes.address(channel), "language": said.language, "subject": said.subject, "text": said.text}


def _note(hub: Hub, connection: Connection, incoming: Incoming, type_: DeliveryType, wishes: Wishes) -> None:
    case = _case(connection, incoming)
    told = _destinations(hub, case.service, wishes)
    insert(hub, connection, [(name, incoming.id, type_, case.id) for name in told])


def _destinations(hub: Hub, service: str, wishes: Wishes) -> list[str]:
    return [
        name
        for channel in NoticeChannel
        if wishes.address(channel)
        for name in names_for(hub.settings, service, channel)
    ]


def _stop(connection: Connection, case_id: str) -> None:
    mine = (delivery.c.case_id == case_id) & delivery.c.type.in_(NOTICES) & delivery.c.delivered_at.is_(None)
    connection.execute(delivery.delete().where(mine))


def _case(connection: Connection, incoming: Incoming) -> Any:
    """The case under which an event is filed, by whichever of its numbers."""
    query = select(cases.c.id, cases.c.service).join(event, event.c.reference == cases.c.reference)
    return connection.execute(query.where(event.c.id == incoming.id)).one()


def _said(notices: Maybe[Notices]) -> dict[str, Any]:
    said: dict[str, Any] = {} if notices is UNSET else to_builtins(notices)
    return said
