"""Who works on a case: whose it is, who stands in for whom, and the notes of the service."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection, func, or_, select

from hub import trail
from hub.cases.states import Scope, may_see, sees_place
from hub.hub import Hub
from hub.people.people import Staff, list_staff, staff_by_login
from hub.people.sessions import close_all_sessions
from hub.secrets.vault import CaseLock, label_of
from hub.store.schema import absence, case_note, cases, provider_account, recovery_code, second_factor, staff
from hub.trail import AuditAction
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused

LONGEST = 2_000
"""Characters of one note."""
MOST = 200
"""Notes of one case."""
NOBODY = ""
"""Whose a case is that nobody has taken."""


class Absence(Struct, frozen=True):
    """Somebody is away on these days, the first and the last among them; ids of staff."""

    id: str
    staff_id: str
    first_day: date
    last_day: date
    stand_in: str

    def is_on(self, day: date) -> bool:
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


def list_coming_absences(connection: Connection, today: date) -> list[Absence]:
    query = select(absence).where(absence.c.last_day >= today.isoformat())
    rows = connection.execute(query.order_by(absence.c.first_day, absence.c.id))
    return [
        Absence(row.id, row.staff_id, date.fromisoformat(row.first_day), date.fromisoformat(row.last_day), row.stand_in)
        for row in rows
    ]


def note_absence(hub: Hub, staff_id: str, first: str, last: str, stand_in: str) -> None:
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
            trail.append_audit_line(hub, AuditAction.ABSENCE_NOTED, by=staff_id, about=stand_in, within=connection)


def end_absence(hub: Hub, staff_id: str, absence_id: str) -> None:
    mine = (absence.c.id == absence_id) & (absence.c.staff_id == staff_id)
    with hub.store.writing() as connection:
        if connection.execute(absence.delete().where(mine)).rowcount:
            trail.append_audit_line(hub, AuditAction.ABSENCE_ENDED, by=staff_id, within=connection)


def delete_past_absences(hub: Hub) -> int:
    """Delete the absences that have ended: who was away when is nobody's business any more. Gives how many."""
    with hub.store.writing() as connection:
        over = absence.c.last_day < hub.day(hub.clock.now()).isoformat()
        return int(connection.execute(absence.delete().where(over)).rowcount)


class CaseNote(Struct, frozen=True):
    words: str
    by: str
    at: datetime


def read_case_notes(connection: Connection, case_id: str, lock: CaseLock) -> tuple[CaseNote, ...]:
    rows = connection.execute(
        select(case_note, staff.c.name)
        .join(staff, staff.c.id == case_note.c.staff_id)
        .where(case_note.c.case_id == case_id)
        .order_by(case_note.c.at, case_note.c.id)
    )
    return tuple(CaseNote(lock.unlock(label_of("note", row.id), row.words), row.name, row.at) for row in rows)


def insert_case_note(hub: Hub, connection: Connection, case_id: str, lock: CaseLock, staff_id: str, typed: str) -> bool:
    """Keep a note in the caller's transaction; whether it is new: the same twice, as a double tap does, is one.

    Raises `Refused`: `note-missing`, `note-too-long`, `too-many-notes`.
    """
    words = typed.replace("\r\n", "\n").strip()
    if not words:
        raise Refused(HubRefusal.NOTE_MISSING)
    if len(words) > LONGEST:
        raise Refused(HubRefusal.NOTE_TOO_LONG, most=LONGEST)
    mine = case_note.c.case_id == case_id
    last = connection.execute(
        select(case_note).where(mine).order_by(case_note.c.at.desc(), case_note.c.id.desc()).limit(1)
    ).first()
    if last is not None and last.staff_id == staff_id and lock.unlock(label_of("note", last.id), last.words) == words:
        return False
    if connection.execute(select(func.count()).select_from(case_note).where(mine)).scalar_one() >= MOST:
        raise Refused(HubRefusal.TOO_MANY_NOTES, most=MOST)
    note_id = hub.clock.new_id()
    row = {"id": note_id, "case_id": case_id, "staff_id": staff_id, "at": hub.clock.now()}
    connection.execute(case_note.insert().values(**row, words=lock.lock(label_of("note", note_id), words)))
    return True


def remove_staff(hub: Hub, login: str, to: str = "") -> Staff:
    """End a person's sessions, delete their second factor and their account elsewhere, and refuse their sign-in;
    returns the person. Their cases go to whose login is `to`, those that they may not see and all others to nobody.

    Their login stays taken, because the audit trail names them by it.
    Raises `Refused`: `unknown-person`, also for one who left before.
    """
    person, heir = staff_by_login(hub.store, login), staff_by_login(hub.store, to) if to else None
    if heir is not None and (heir.left or heir.id == person.id):
        raise Refused(HubRefusal.UNKNOWN_PERSON)
    with hub.store.writing() as connection:
        here = staff.update().where(staff.c.id == person.id, staff.c.left_at.is_(None))
        if connection.execute(here.values(left_at=hub.clock.now())).rowcount != 1:
            raise Refused(HubRefusal.UNKNOWN_PERSON)
        close_all_sessions(connection, person.id)
        for table in (second_factor, recovery_code, provider_account):
            connection.execute(table.delete().where(table.c.staff_id == person.id))
        theirs = cases.c.assigned_to == person.id
        if heir is not None and heir.sees_cases:
            connection.execute(cases.update().where(theirs, *may_see(heir.scope)).values(assigned_to=heir.id))
        connection.execute(cases.update().where(theirs).values(assigned_to=NOBODY))
        connection.execute(
            absence.delete().where(or_(absence.c.staff_id == person.id, absence.c.stand_in == person.id))
        )
        trail.append_audit_line(hub, AuditAction.PERSON_LEFT, about=person.id, within=connection)
    return replace(person, left=True)


class OwnedCase(Struct, frozen=True):
    id: str
    service: str
    site: str
    owner: str


def read_owned_case(connection: Connection, reference: str, scope: Scope) -> OwnedCase:
    """Who has this case. Raises `Refused`: `unknown-case` where there is none in the scope."""
    columns = (cases.c.id, cases.c.service, cases.c.site, cases.c.assigned_to)
    row = connection.execute(select(*columns).where(cases.c.reference == reference, *may_see(scope))).first()
    if row is None:
        raise Refused(HubRefusal.UNKNOWN_CASE, reference=reference)
    return OwnedCase(row.id, row.service, row.site, row.assigned_to)


def hand_over_case(hub: Hub, by: Staff, reference: str, to: str, had: str) -> None:
    """Give a case to somebody of its service, to oneself, or to `NOBODY`.

    `had` is whose it was when the page was shown. The same twice is one gesture. Raises `Refused`: `unknown-case`;
    `not-a-colleague` for one who may not see the case or left; `taken-meanwhile` where a colleague was faster.
    """
    if to and to not in {person.id for person in colleagues(hub, reference, by.scope)}:
        raise Refused(HubRefusal.NOT_A_COLLEAGUE)
    with hub.store.writing() as connection:
        case = read_owned_case(connection, reference, by.scope)
        if case.owner == to:
            return
        mine = (cases.c.id == case.id) & (cases.c.assigned_to == had)
        if connection.execute(cases.update().where(mine).values(assigned_to=to)).rowcount != 1:
            raise Refused(HubRefusal.TAKEN_MEANWHILE)
        taken = AuditAction.TAKEN if to == by.id else AuditAction.HANDED_OVER
        trail.append_audit_line(hub, taken, by=by.id, about=to, reference=reference, within=connection)


def colleagues(hub: Hub, reference: str, scope: Scope) -> Sequence[Staff]:
    with hub.store.reading() as connection:
        case = read_owned_case(connection, reference, scope)
    found = []
    for person in list_staff(hub.store):
        if sees_place(person.scope, case.service, case.site) and person.sees_cases and not person.left:
            found.append(person)
    return found
