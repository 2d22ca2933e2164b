"""How far each destination has come: what waits, what needs a person, why, and when something last arrived."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, Row, func, select

from hub.cases.newest import may_see
from hub.cases.states import Scope
from hub.hub import Hub
from hub.outbox.destinations import Destination, read_destinations
from hub.settings import HubSettings
from hub.store.schema import cases, delivery
from hub.store.schema import destination as destination_row

MOST = 50
"""Deliveries that need a person, at most, on one page."""
_NEEDS_A_PERSON = delivery.c.delivered_at.is_(None) & delivery.c.due_at.is_(None)


class Standing(Struct, frozen=True):
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


class Stuck(Struct, frozen=True):
    """A delivery that the other side does not take: the rest of its case waits for it."""

    destination: str
    recipient: str
    reference: str
    type: str
    at: datetime
    fault: str


class Arrival(Struct, frozen=True):
    """What has arrived at another system: who runs it in words, what it tells, and when it arrived."""

    recipient: str
    type: str
    at: datetime


def standings(hub: Hub) -> list[Standing]:
    """Every destination of the settings, then those that are gone and still have something waiting.

    Raises `Refused`, as `read_destinations` does.
    """
    known = {destination.name: destination for destination in read_destinations(hub.settings)}
    with hub.store.reading() as connection:
        waiting = {row.destination: row for row in _waiting(connection)}
        rows = {row.name: row for row in connection.execute(select(destination_row))}
    names = [*known, *sorted(waiting.keys() - known.keys())]
    return [_standing(name, known.get(name), waiting.get(name), rows.get(name)) for name in names]


def stuck(connection: Connection, settings: HubSettings, scope: Scope) -> list[Stuck]:
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
        Stuck(
            row.destination, names.get(row.destination) or row.destination, row.reference, row.type, row.at, row.fault
        )
        for row in connection.execute(query).all()
    ]


def arrivals(connection: Connection, settings: HubSettings, case_id: str) -> list[Arrival]:
    """What other systems have been told of a case, in that order."""
    names = _recipients(settings)
    query = select(delivery).where(delivery.c.case_id == case_id, delivery.c.delivered_at.is_not(None))
    rows = connection.execute(query.order_by(delivery.c.delivered_at, delivery.c.number)).all()
    return [Arrival(names.get(row.destination) or row.destination, row.type, row.delivered_at) for row in rows]


def _recipients(settings: HubSettings) -> dict[str, str]:
    """Who runs each destination that the settings name, in words."""
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


def _standing(
    name: str,
    setup: Destination | None,
    waiting: Row[tuple[str, int, int, datetime]] | None,
    row: Row[tuple[object, ...]] | None,
) -> Standing:
    return Standing(
        name,
        setup,
        waiting.waiting if waiting else 0,
        waiting.attention if waiting else 0,
        waiting.oldest if waiting else None,
        row.fault if row else "",
        row.retry_at if row else None,
        row.delivered_at if row else None,
    )
