"""Who is away, from when to when, and who gets their cases meanwhile.

Nothing is moved: a case stays whose it is, and while they are away it stands in the list of their stand-in too. So the
end of an absence needs nobody to bring anything back.
"""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct
from sqlalchemy import Connection, select

from hub.hub import Hub
from hub.store.schema import absence, staff
from hub.trail import audit
from hub.trail.audit import AuditAction
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused


class Absence(Struct, frozen=True):
    """Somebody is away on these days, the first and the last among them; ids of staff."""

    id: str
    staff_id: str
    first_day: date
    last_day: date
    stand_in: str

    def is_on(self, day: date) -> bool:
        """Whether they are away on that day."""
        return self.first_day <= day <= self.last_day


def stood_in_for(absences: Iterable[Absence], staff_id: str, day: date) -> tuple[str, ...]:
    """Whose cases are this person's on that day: their own, and those of whoever they stand in for.

    Where a stand-in is away too, their own stand-in gets both.
    """
    away = {noted.staff_id: noted.stand_in for noted in absences if noted.is_on(day)}
    theirs = [staff_id]
    for known in theirs:  # grows meanwhile; nobody stands twice in it, so that a circle ends
        theirs += [person for person, other in away.items() if other == known and person not in theirs]
    return tuple(theirs)


def to_come(connection: Connection, today: date) -> list[Absence]:
    """The absences that have not ended, the first to begin first."""
    query = select(absence).where(absence.c.last_day >= today.isoformat())
    rows = connection.execute(query.order_by(absence.c.first_day, absence.c.id))
    return [
        Absence(row.id, row.staff_id, date.fromisoformat(row.first_day), date.fromisoformat(row.last_day), row.stand_in)
        for row in rows
    ]


def note(hub: Hub, staff_id: str, first: str, last: str, stand_in: str) -> None:
    """Note that somebody will be away, as they typed the days.

    The same again is one absence. Raises `Refused`: `absence-days` for days that are none, over, or in the wrong order,
    `absence-stand-in` where nobody, themselves, or one who left stands in.
    """
    today = hub.day(hub.clock.now())
    try:
        begins, ends = date.fromisoformat(first.strip()), date.fromisoformat(last.strip())
    except ValueError:
        raise Refused(HubRefusal.ABSENCE_DAYS) from None
    if not begins <= ends or ends < today:
        raise Refused(HubRefusal.ABSENCE_DAYS)
    row = {
        "staff_id": staff_id,
        "first_day": begins.isoformat(),
        "last_day": ends.isoformat(),
        "stand_in": stand_in,
    }
    with hub.store.writing() as connection:
        there = select(staff.c.id).where(staff.c.id == stand_in, staff.c.left_at.is_(None))
        if stand_in == staff_id or connection.execute(there).first() is None:
            raise Refused(HubRefusal.ABSENCE_STAND_IN)
        same = [absence.c[name] == value for name, value in row.items()]
        if connection.execute(select(absence.c.id).where(*same)).first() is None:
            connection.execute(absence.insert().values(id=hub.clock.new_id(), **row))
            audit.note(hub, AuditAction.ABSENCE_NOTED, by=staff_id, about=stand_in, within=connection)


def end(hub: Hub, staff_id: str, absence_id: str) -> None:
    """Take back one of somebody's absences; one that is gone already changes nothing."""
    mine = (absence.c.id == absence_id) & (absence.c.staff_id == staff_id)
    with hub.store.writing() as connection:
        if connection.execute(absence.delete().where(mine)).rowcount:
            audit.note(hub, AuditAction.ABSENCE_ENDED, by=staff_id, within=connection)


def forget(connection: Connection, staff_id: str) -> None:
    """Delete the absences of one who leaves, and those in which they stand in, in the caller's transaction."""
    connection.execute(absence.delete().where((absence.c.staff_id == staff_id) | (absence.c.stand_in == staff_id)))


def forget_over(hub: Hub) -> int:
    """Delete the absences that have ended: who was away when is nobody's business any more. Gives how many."""
    with hub.store.writing() as connection:
        over = absence.c.last_day < hub.day(hub.clock.now()).isoformat()
        return int(connection.execute(absence.delete().where(over)).rowcount)
