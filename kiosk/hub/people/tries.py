"""Wrong passphrases and wrong codes in a row, counted in the store before they are judged."""

from sqlalchemy import select

from kiosk.hub.hub import Hub
from kiosk.hub.store.schema import staff
from kiosk.hub.trail import audit

MOST = 5
"""Wrong tries in a row before only a colleague can let the person in again."""


def count(hub: Hub, staff_id: str) -> bool:
    """Count one more try; False for a person who is locked. Tries made at once cannot exceed the limit."""
    with hub.store.writing() as connection:
        counted = staff.update().where(staff.c.id == staff_id, staff.c.failures < MOST)
        return connection.execute(counted.values(failures=staff.c.failures + 1)).rowcount == 1


def wrong(hub: Hub, staff_id: str, action: str) -> None:
    """Write down that the try counted last was wrong, and whether it locked the person."""
    with hub.store.writing() as connection:
        failures = connection.execute(select(staff.c.failures).where(staff.c.id == staff_id)).scalar_one()
        audit.note(hub, action, about=staff_id, within=connection)
        if failures >= MOST:
            audit.note(hub, "locked", about=staff_id, within=connection)


def take_back(hub: Hub, staff_id: str) -> None:
    """The try was right, and another factor is still to come: what was wrong before stays counted."""
    with hub.store.writing() as connection:
        change = staff.update().where(staff.c.id == staff_id, staff.c.failures > 0)
        connection.execute(change.values(failures=staff.c.failures - 1))


def let_in(hub: Hub, staff_id: str, by: str = "") -> bool:
    """Start the count again for a colleague, or from the machine itself; False where there is no such person."""
    with hub.store.writing() as connection:
        if connection.execute(staff.update().where(staff.c.id == staff_id).values(failures=0)).rowcount != 1:
            return False
        audit.note(hub, "unlocked", by=by, about=staff_id, within=connection)
    return True


def forget(hub: Hub, staff_id: str) -> None:
    """Both factors were right: the count starts again."""
    with hub.store.writing() as connection:
        connection.execute(staff.update().where(staff.c.id == staff_id).values(failures=0))
