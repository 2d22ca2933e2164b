"""Sends again: what needs a person, what a case has told, or all that a destination has lost."""

from datetime import datetime

from sqlalchemy import ColumnElement, select

from hub.cases import numbers
from hub.cases.newest import may_see
from hub.cases.states import EVERYTHING, Scope
from hub.hub import Hub
from hub.store.schema import cases, delivery, destination
from kiosk.connectors.connector import NOTICES
from kiosk.error_codes import HubRefusal, LineFault
from kiosk.errors import Refused


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


def let_be(hub: Hub, name: str, reference: str, scope: Scope = EVERYTHING) -> int:
    """Send no more of what needs a person of this case, a notice that has perhaps arrived; gives how much that was.

    Raises `Refused` as `resend_case`. Only what goes to the person can be let be: another system has to be told all.
    """
    case_id = _case_id(hub, name, reference, scope)
    stuck = delivery.c.delivered_at.is_(None) & delivery.c.due_at.is_(None) & delivery.c.type.in_(NOTICES)
    mine = (delivery.c.destination == name) & (delivery.c.case_id == case_id)
    with hub.store.writing() as connection:
        return connection.execute(delivery.delete().where(mine, stuck)).rowcount


def resend_since(hub: Hub, name: str, since: datetime) -> int:
    """Send once more what has arrived since a moment, as for a receiver that lost it. Returns and raises as above."""
    _check(hub, name)
    return _again(hub, name, delivery.c.delivered_at >= since)


def _case_id(hub: Hub, name: str, reference: str, scope: Scope) -> str:
    _check(hub, name)
    with hub.store.reading() as connection:
        case_id = connection.execute(select(cases.c.id).where(numbers.bears(reference), *may_see(scope))).scalar()
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
