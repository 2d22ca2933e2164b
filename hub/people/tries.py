"""Counts wrong passphrases and codes in a row per person, in the database; five lock the person."""

from sqlalchemy import select

from hub.hub import Hub
from hub.store.schema import staff
from hub.trail import audit
from hub.trail.audit_action import AuditAction

MOST = 5
"""Wrong attempts in a row after which only a colleague can unlock the person."""


def count_try(hub: Hub, staff_id: str) -> bool:
    """Count an attempt before it is checked; False for a person who is locked.

    Simultaneous attempts cannot exceed the limit.
    """
    with hub.store.writing() as connection:
        counted = staff.update().where(staff.c.id == staff_id, staff.c.failures < MOST)
        return connection.execute(counted.values(failures=staff.c.failures + 1)).rowcount == 1


def record_wrong(hub: Hub, staff_id: str, action: AuditAction) -> None:
    """Write to the audit trail, as `action`, that the last attempt was wrong, and whether it locked the person."""
    with hub.store.writing() as connection:
        failures = connection.execute(select(staff.c.failures).where(staff.c.id == staff_id)).scalar_one()
        audit.note(hub, action, about=staff_id, within=connection)
        if failures >= MOST:
            audit.note(hub, AuditAction.LOCKED, about=staff_id, within=connection)


def uncount_try(hub: Hub, staff_id: str) -> None:
    """Take back the last attempt, which was right; earlier wrong ones stay counted until both factors are."""
    with hub.store.writing() as connection:
        change = staff.update().where(staff.c.id == staff_id, staff.c.failures > 0)
        connection.execute(change.values(failures=staff.c.failures - 1))


def unlock(hub: Hub, staff_id: str, by: str = "") -> bool:
    """Unlock a person, on behalf of the colleague `by` or from the machine itself; False where there is nobody."""
    with hub.store.writing() as connection:
        if connection.execute(staff.update().where(staff.c.id == staff_id).values(failures=0)).rowcount != 1:
            return False
        audit.note(hub, AuditAction.UNLOCKED, by=by, about=staff_id, within=connection)
    return True


def reset(hub: Hub, staff_id: str) -> None:
    """Set the count to zero: both factors were right."""
    with hub.store.writing() as connection:
        connection.execute(staff.update().where(staff.c.id == staff_id).values(failures=0))
