"""Whether the hub's day is sure enough to destroy anything: a day that has leapt waits for a box or an operator."""

from contextlib import suppress
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hub.hub import Hub
from hub.store.schema import upkeep
from hub.trail import audit
from hub.trail.audit_action import AuditAction
from kiosk.domain.time import calendar

LEAP = timedelta(days=2)
"""A hub that runs is asked something every day; one that finds this much between two days was off, or its clock is
wrong.
"""
_SURE = "sure"


def is_sure(hub: Hub) -> bool:
    """Whether today follows the last day that was sure; that day moves on with it."""
    today, last = hub.clock.now().date(), last_sure(hub)
    if last is not None and not timedelta() <= today - last <= LEAP:
        return False
    if last != today:
        _keep(hub, today)
    return True


def last_sure(hub: Hub) -> date | None:
    """The last day that was sure; None for a new database, which has nothing to destroy."""
    with hub.store.reading() as connection:
        known = connection.execute(select(upkeep.c.day).where(upkeep.c.name == _SURE)).scalar()
    return date.fromisoformat(known) if known else None


def heard(hub: Hub, at: datetime) -> None:
    """A box says what time it is: where its clock and this one agree within a day, today is sure."""
    now = hub.clock.now()
    if abs(now - at) < calendar.JUMP and not is_sure(hub):
        confirm(hub)


def confirm(hub: Hub) -> date:
    """Take today's date as sure, because a box or an operator says so; gives it."""
    today = hub.clock.now().date()
    _keep(hub, today)
    audit.note(hub, AuditAction.DAY_CONFIRMED, detail=today.isoformat())
    return today


def _keep(hub: Hub, today: date) -> None:
    mine, day = upkeep.c.name == _SURE, today.isoformat()
    with suppress(IntegrityError), hub.store.writing() as connection:  # another process was faster
        if connection.execute(upkeep.update().where(mine).values(day=day)).rowcount != 1:
            connection.execute(upkeep.insert().values(name=_SURE, day=day))
