"""Removes a member of staff who leaves; their name stays beside what they decided."""

from msgspec.structs import replace

from hub.hub import Hub
from hub.people.people import Staff, by_login
from hub.people.sessions import close_all_sessions
from hub.store.schema import provider_account, recovery_code, second_factor, staff
from hub.trail import audit
from hub.trail.audit_action import AuditAction
from hub.work import absences, owners
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused


def remove_staff(hub: Hub, login: str, to: str = "") -> Staff:
    """End a person's sessions, delete their second factor and their account elsewhere, and refuse their sign-in;
    returns the person. Their cases go to whose login is `to`, those that they may not see and all others to nobody.

    Their login stays taken, because the audit trail names them by it.
    Raises `Refused`: `unknown-person`, also for one who left before.
    """
    person, heir = by_login(hub.store, login), by_login(hub.store, to) if to else None
    if heir is not None and (heir.left or heir.id == person.id):
        raise Refused(HubRefusal.UNKNOWN_PERSON)
    with hub.store.writing() as connection:
        here = staff.update().where(staff.c.id == person.id, staff.c.left_at.is_(None))
        if connection.execute(here.values(left_at=hub.clock.now())).rowcount != 1:
            raise Refused(HubRefusal.UNKNOWN_PERSON)
        close_all_sessions(connection, person.id)
        for table in (second_factor, recovery_code, provider_account):
            connection.execute(table.delete().where(table.c.staff_id == person.id))
        owners.leave_to(connection, person.id, heir)
        absences.forget(connection, person.id)
        audit.note(hub, AuditAction.PERSON_LEFT, about=person.id, within=connection)
    return replace(person, left=True)
