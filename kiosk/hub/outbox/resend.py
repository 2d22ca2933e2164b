"""Sends again: what needs a person, what a case has told, or all that a destination has lost."""

from datetime import datetime

from sqlalchemy import ColumnElement, select

from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused
from kiosk.hub.cases import numbers
from kiosk.hub.cases.ranges import may_see
from kiosk.hub.cases.scope import EVERYTHING, Scope
from kiosk.hub.hub import Hub
from kiosk.hub.store.schema import cases
from kiosk.hub.store.schema_outbox import delivery, destination


def try_now(hub: Hub, name: str) -> int:
    """Try at once what waits for a destination, and what needed a person; gives how many deliveries that are.

    Raises `Refused`: `no-such-destination` for one that has never been told anything and is not set up.
    """
    _check(hub, name)
    now, mine = hub.clock.now(), (delivery.c.destination == name) & delivery.c.delivered_at.is_(None)
    with hub.store.writing() as connection:
        connection.execute(destination.update().where(destination.c.name == name).values(retry_at=None))
        return connection.execute(delivery.update().where(mine).values(due_at=now, fault="")).rowcount


def resend_case(hub: Hub, name: str, reference: str, scope: Scope = EVERYTHING) -> int:
    """Send all that a case has told a destination once more, in its order and with the same ids; gives how much.

    Raises `Refused`: `no-such-destination`, `unknown-case`, also for one outside the scope.
    """
    _check(hub, name)
    with hub.store.reading() as connection:
        case_id = connection.execute(select(cases.c.id).where(numbers.bears(reference), *may_see(scope))).scalar()
    if case_id is None:
        raise Refused(HubRefusal.UNKNOWN_CASE, reference=reference)
    return _again(hub, name, delivery.c.case_id == case_id)


def resend_since(hub: Hub, name: str, since: datetime) -> int:
    """Send once more what has arrived since a moment, as for a receiver that lost it. Returns and raises as above."""
    _check(hub, name)
    return _again(hub, name, delivery.c.delivered_at >= since)


def _again(hub: Hub, name: str, which: ColumnElement[bool]) -> int:
    values = {"due_at": hub.clock.now(), "delivered_at": None, "parcel": None, "fault": ""}
    with hub.store.writing() as connection:
        mine = delivery.c.destination == name
        return connection.execute(delivery.update().where(mine, which).values(values)).rowcount


def _check(hub: Hub, name: str) -> None:
    set_up = any(table.get("name") == name for table in hub.settings.connectors)
    told = select(delivery.c.number).where(delivery.c.destination == name).limit(1)
    with hub.store.reading() as connection:
        if not set_up and connection.execute(told).first() is None:
            raise Refused(HubRefusal.NO_SUCH_DESTINATION, name=name)
