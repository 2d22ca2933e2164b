"""Notes what each destination is to be told, in the very transaction in which it happens at the hub.

A row holds no contents: it names an event, a decision or an erasure, whose words lie under the key of their case until
the moment they are sent. An erased case takes them along.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select

from hub.hub import Hub
from hub.outbox.destinations import names_for
from hub.store import columns
from hub.store.schema import cases, delivery, event
from kiosk.connectors.connector import NOTICES, DeliveryType
from kiosk.domain.events.event import EventType

_UNTOLD = (EventType.NOTICES, EventType.NEW_CODE)
"""Events that concern no other system: how the person is told of news, and a new receipt."""


def note_events(hub: Hub, connection: Connection, event_ids: Sequence[str]) -> None:
    """Note events that were just stored, in the order of this list; once for all of a batch.

    The caller's transaction holds the locks of their cases, so that numbers grow within each.
    """
    if not hub.settings.connectors or not event_ids:
        return
    query = (
        select(event.c.id, event.c.type, cases.c.id.label("case_id"), cases.c.service)
        .join(cases, cases.c.reference == event.c.reference)
        .where(event.c.id.in_(event_ids), event.c.type.not_in(_UNTOLD))
    )
    stored = {row.id: row for row in connection.execute(query)}
    rows = (stored[event_id] for event_id in event_ids if event_id in stored)
    _note(hub, connection, ((row.id, DeliveryType(row.type), row.case_id, row.service) for row in rows))


def note_decision(hub: Hub, connection: Connection, case_id: str, decision_id: str) -> None:
    """Note a decision; the caller holds the lock of the case."""
    if hub.settings.connectors:
        service = connection.execute(select(cases.c.service).where(cases.c.id == case_id)).scalar_one()
        _note(hub, connection, [(decision_id, DeliveryType.DECISION, case_id, service)])


def note_erased(hub: Hub, connection: Connection, case_id: str) -> None:
    """Note that the contents of a case are erased, for each destination that may have had some of them.

    What was still to be told of them is struck out, whether or not a connector is set up any more.
    """
    mine = delivery.c.case_id == case_id
    systems = delivery.c.type.not_in(NOTICES)  # the person themselves is not told by a message
    tried = select(delivery.c.destination).distinct().where(mine, systems, delivery.c.tries > 0)
    told = sorted(connection.execute(tried).scalars())
    connection.execute(delivery.delete().where(mine, delivery.c.delivered_at.is_(None)))
    insert(hub, connection, [(name, hub.clock.new_id(), DeliveryType.ERASED, case_id) for name in told])


def _note(hub: Hub, connection: Connection, rows: Iterable[tuple[str, DeliveryType, str, str]]) -> None:
    insert(
        hub,
        connection,
        [
            (name, fact_id, kind, case_id)
            for fact_id, kind, case_id, service in rows
            for name in names_for(hub.settings, service)
        ],
    )


def insert(hub: Hub, connection: Connection, rows: Sequence[tuple[str, str, DeliveryType, str]]) -> None:
    """Note what destinations are to be told: each row a destination's name, an id, a type and a case."""
    now, names = hub.clock.now(), ("destination", "id", "type", "case_id")
    noted = [dict(zip(names, row, strict=True)) | {"at": now, "due_at": now} for row in rows]
    columns.insert(connection, delivery, noted)
