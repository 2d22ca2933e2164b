"""Who has a case: somebody takes it, hands it over to a colleague of its service, or gives it back to all of them."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection, select

from hub.cases.newest import may_see
from hub.cases.states import Scope
from hub.hub import Hub
from hub.people.people import Staff, by_login, everyone
from hub.people.sessions import close_all_sessions
from hub.people.staff_role import StaffRole
from hub.store.schema import cases, provider_account, recovery_code, second_factor, staff
from hub.trail import audit
from hub.trail.audit import AuditAction
from hub.work import absences
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused

NOBODY = ""
"""Whose a case is that nobody has taken."""


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
        leave_to(connection, person.id, heir)
        absences.forget(connection, person.id)
        audit.note(hub, AuditAction.PERSON_LEFT, about=person.id, within=connection)
    return replace(person, left=True)


class Owned(Struct, frozen=True):
    """What is known of a case to hand it over: where it belongs, and who has it."""

    id: str
    service: str
    site: str
    owner: str


def owned(connection: Connection, reference: str, scope: Scope) -> Owned:
    """Who has this case. Raises `Refused`: `unknown-case` where there is none in the scope."""
    columns = (cases.c.id, cases.c.service, cases.c.site, cases.c.assigned_to)
    row = connection.execute(select(*columns).where(cases.c.reference == reference, *may_see(scope))).first()
    if row is None:
        raise Refused(HubRefusal.UNKNOWN_CASE, reference=reference)
    return Owned(row.id, row.service, row.site, row.assigned_to)


def hand_over(hub: Hub, by: Staff, reference: str, to: str, had: str) -> None:
    """Give a case to somebody of its service, to oneself, or to `NOBODY`.

    `had` is whose it was when the page was shown. The same twice is one gesture. Raises `Refused`: `unknown-case`;
    `not-a-colleague` for one who may not see the case or left; `taken-meanwhile` where a colleague was faster.
    """
    if to and to not in {person.id for person in colleagues(hub, reference, by.scope)}:
        raise Refused(HubRefusal.NOT_A_COLLEAGUE)
    with hub.store.writing() as connection:
        case = owned(connection, reference, by.scope)
        if case.owner == to:
            return
        mine = (cases.c.id == case.id) & (cases.c.assigned_to == had)
        if connection.execute(cases.update().where(mine).values(assigned_to=to)).rowcount != 1:
            raise Refused(HubRefusal.TAKEN_MEANWHILE)
        taken = AuditAction.TAKEN if to == by.id else AuditAction.HANDED_OVER
        audit.note(hub, taken, by=by.id, about=to, reference=reference, within=connection)


def colleagues(hub: Hub, reference: str, scope: Scope) -> Sequence[Staff]:
    """Those who may have this case, by name. Raises `Refused`: `unknown-case`."""
    with hub.store.reading() as connection:
        case = owned(connection, reference, scope)
    return [person for person in everyone(hub.store) if _may_have(person, case)]


def leave_to(connection: Connection, staff_id: str, heir: Staff | None) -> None:
    """Give all the cases of one who leaves to somebody, as far as they may see them, and the others to nobody.

    In the caller's transaction.
    """
    theirs = cases.c.assigned_to == staff_id
    if heir is not None and heir.sees_cases:
        connection.execute(cases.update().where(theirs, *may_see(heir.scope)).values(assigned_to=heir.id))
    connection.execute(cases.update().where(theirs).values(assigned_to=NOBODY))


def _may_have(person: Staff, case: Owned) -> bool:
    if person.left or person.role != StaffRole.INSTRUCTOR:
        return False
    services, sites = person.scope.services, person.scope.sites
    return (not services or case.service in services) and (not sites or case.site in sites)
