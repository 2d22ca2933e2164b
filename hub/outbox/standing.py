"""How far each destination has come: what waits, what needs a person, why, and when something last arrived.

And what a person can do about it: try now, send again, send no more.
"""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, Row, func, select

from hub.cases import states
from hub.cases.states import EVERYTHING, Scope, may_see
from hub.hub import Hub
from hub.outbox.outbox import Destination, read_destinations
from hub.settings import HubSettings
from hub.store.schema import cases, delivery, destination
from kiosk.connectors.connector import NOTICES
from kiosk.error_codes import HubRefusal, LineFault
from kiosk.errors import Refused

MOST = 50
"""Deliveries that need a person, at most, on one page."""
_NEEDS_A_PERSON = delivery.c.delivered_at.is_(None) & delivery.c.due_at.is_(None)


class DestinationStanding(Struct, frozen=True):
    """One destination. `setup` is None where the settings do not name it any more; `fault` is a code, or "".

    `waiting` counts what has not arrived, with what needs a person; `oldest` is since when the oldest of it waits.
    """

    name: str
    setup: Destination | None
    waiting: int
    attention: int
    oldest: datetime | None
    fault: str
    retry_at: datetime | None
    delivered_at: datetime | None


class StuckDelivery(Struct, frozen=True):
    """A delivery that the other side does not take: the rest of its case waits for it."""

    destination: str
    recipient: str
    reference: str
    type: str
    at: datetime
    fault: str


class Arrival(Struct, frozen=True):
    recipient: str
    type: str
    at: datetime


def list_destination_standings(hub: Hub) -> list[DestinationStanding]:
    """Every destination of the settings, then those that are gone and still have something waiting.

    Raises `Refused`, as `read_destinations` does.
    """
    known = {setup.name: setup for setup in read_destinations(hub.settings)}
    with hub.store.reading() as connection:
        waiting = {row.destination: row for row in _waiting(connection)}
        rows = {row.name: row for row in connection.execute(select(destination))}
    standings = []
    for name in (*known, *sorted(waiting.keys() - known.keys())):
        waits, row = waiting.get(name), rows.get(name)
        held = (waits.waiting, waits.attention, waits.oldest) if waits else (0, 0, None)
        line = (row.fault, row.retry_at, row.delivered_at) if row else ("", None, None)
        standings.append(DestinationStanding(name, known.get(name), *held, *line))
    return standings


def list_stuck_deliveries(connection: Connection, settings: HubSettings, scope: Scope) -> list[StuckDelivery]:
    """What needs a person, of the cases in the scope, the oldest first."""
    query = (
        select(delivery, cases.c.reference)
        .join(cases, cases.c.id == delivery.c.case_id)
        .where(_NEEDS_A_PERSON, *may_see(scope))
        .order_by(delivery.c.number)
        .limit(MOST)
    )
    names = _recipients(settings)
    return [
        StuckDelivery(
            row.destination, names.get(row.destination) or row.destination, row.reference, row.type, row.at, row.fault
        )
        for row in connection.execute(query).all()
    ]


def list_case_arrivals(connection: Connection, settings: HubSettings, case_id: str) -> list[Arrival]:
    names = _recipients(settings)
    query = select(delivery).where(delivery.c.case_id == case_id, delivery.c.delivered_at.is_not(None))
    rows = connection.execute(query.order_by(delivery.c.delivered_at, delivery.c.number)).all()
    return [Arrival(names.get(row.destination) or row.destination, row.type, row.delivered_at) for row in rows]


def _recipients(settings: HubSettings) -> dict[str, str]:
    return {table.get("name", ""): table.get("recipient", "") for table in settings.connectors}


def _waiting(connection: Connection) -> list[Row[tuple[str, int, int, datetime]]]:
    query = (
        select(
            delivery.c.destination,
            func.count().label("waiting"),
            func.count().filter(delivery.c.due_at.is_(None)).label("attention"),
            func.min(delivery.c.at).label("oldest"),
        )
        .where(delivery.c.delivered_at.is_(None))
        .group_by(delivery.c.destination)
    )
    return list(connection.execute(query).all())


def try_now(hub: Hub, name: str) -> int:
    """Try at once what waits for a destination, and what needed a person; gives how many deliveries that are.

    Raises `Refused`: `no-such-destination` for one that has never been told anything and is not set up.
    """
    _check(hub, name)
    sure = delivery.c.fault != LineFault.UNCERTAIN  # a person decides about each of the others by itself
    now, mine = hub.clock.now(), (delivery.c.destination == name) & delivery.c.delivered_at.is_(None) & sure
    with hub.store.writing() as connection:
        connection.execute(destination.update().where(destination.c.name == name).values(retry_at=None))
        return connection.execute(delivery.update().where(mine).values(due_at=now, fault="")).rowcount


def resend_case(hub: Hub, name: str, reference: str, scope: Scope = EVERYTHING) -> int:
    """Send all that a case has told a destination once more, in its order and with the same ids; gives how much.

    Of notices to the person, only what has not surely arrived.

    Raises `Refused`: `no-such-destination`, `unknown-case`, also for one outside the scope.
    """
    return _again(hub, name, delivery.c.case_id == _case_id(hub, name, reference, scope))


def abandon_deliveries(hub: Hub, name: str, reference: str, scope: Scope = EVERYTHING) -> int:
    """Send no more of what needs a person of this case, a notice that has perhaps arrived; gives how much that was.

    Raises `Refused` as `resend_case`. Only what goes to the person can be let be: another system has to be told all.
    """
    case_id = _case_id(hub, name, reference, scope)
    mine = (delivery.c.destination == name) & (delivery.c.case_id == case_id) & delivery.c.type.in_(NOTICES)
    with hub.store.writing() as connection:
        return connection.execute(delivery.delete().where(mine, _NEEDS_A_PERSON)).rowcount


def resend_since(hub: Hub, name: str, since: datetime) -> int:
    """Send once more what has arrived since a moment, as for a receiver that lost it. Returns and raises as above."""
    _check(hub, name)
    return _again(hub, name, delivery.c.delivered_at >= since)


def _case_id(hub: Hub, name: str, reference: str, scope: Scope) -> str:
    _check(hub, name)
    with hub.store.reading() as connection:
        case_id = connection.execute(
            select(cases.c.id).where(states.has_number_condition(reference), *may_see(scope))
        ).scalar()
    if case_id is None:
        raise Refused(HubRefusal.UNKNOWN_CASE, reference=reference)
    return str(case_id)


def _again(hub: Hub, name: str, which: ColumnElement[bool]) -> int:
    values = {"due_at": hub.clock.now(), "delivered_at": None, "parcel": None, "fault": ""}
    with hub.store.writing() as connection:
        told_again = delivery.c.type.not_in(NOTICES) | delivery.c.delivered_at.is_(None)  # a person is told once
        mine = (delivery.c.destination == name) & told_again
        return connection.execute(delivery.update().where(mine, which).values(values)).rowcount


def _check(hub: Hub, name: str) -> None:
    set_up = any(table.get("name") == name for table in hub.settings.connectors)
    told = select(delivery.c.number).where(delivery.c.destination == name).limit(1)
    with hub.store.reading() as connection:
        if not set_up and connection.execute(told).first() is None:
            raise Refused(HubRefusal.NO_SUCH_DESTINATION, name=name)
