"""The drafts of a mediator's services, opened for the list at the desk."""

from datetime import date, datetime

from msgspec import Struct

from kiosk.domain.answers.answering import says_nothing
from kiosk.domain.answers.journey import walk
from kiosk.domain.procedure.procedure import Procedure
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.procedures import kept_versions
from kiosk.store.cases import cases, parked
from kiosk.store.cases.case_rows import LockedCase
from kiosk.store.database import Database


class Draft(Struct, frozen=True):
    """A draft as the list tells of it, without its answers; `note` is what was noted when it was set aside, "" for
    nothing.

    `place` is the step it stands at and how many there are; None where its questions are all answered. `is_empty`
    while nothing was answered or noted: a procedure that was only looked at.
    """

    case_id: str
    procedure: Procedure
    changed_at: datetime
    place: tuple[int, int] | None
    note: str
    is_empty: bool = False


Seen = dict[str, tuple[tuple[int, int, date], Draft]]
"""Case id to what its line was made of (hashes of its locked answers and note, and the day), and the line."""


def drafts(box: Box, db: Database, actor: Actor) -> list[Draft]:
    """The drafts of the services on the actor's ring that hold something, the last changed first.

    One query reads them all, and one more each procedure file that is not the catalogue's any more. What is as it was
    at the last look is not opened again: fifty drafts take 25 ms. Raises `Refused` (`no-such-procedure`).
    """
    today, memory = box.watch.today().day, box.shifts.memory(actor.mediator_id)
    known: Seen = memory.get("drafts", {})
    seen: Seen = {}
    procedures: dict[tuple[str, str], Procedure] = {}
    for row in cases.drafts(db, actor.ring.services):
        made_of = (hash(row.answers), hash(row.note), today)
        if row.id in known and known[row.id][0] == made_of:
            seen[row.id] = known[row.id]
        elif key := data_keys.unwrapped(actor.ring, row.holder, row.wrapped):
            named = row.procedure_id, row.procedure_sha256
            if named not in procedures:
                procedures[named] = _begun_with(box, db, *named)
            seen[row.id] = made_of, _opened(procedures[named], row, key, today)
    memory["drafts"] = seen
    return [draft for _, draft in seen.values() if not draft.is_empty]


def _begun_with(box: Box, db: Database, procedure_id: str, sha256: str) -> Procedure:
    procedure = kept_versions.begun_with(box, db, procedure_id, sha256)
    if procedure is None:
        raise Refused(Refusal.NO_SUCH_PROCEDURE)
    return procedure


def _opened(procedure: Procedure, row: LockedCase, key: bytes, today: date) -> Draft:
    case = cases.opened(row, key)
    journey = walk(procedure, case.answers, today)
    place = journey.count(case.position) if journey.stop(case.position) else None
    note = parked.opened(row.note, case.id, key)
    answered = ((field, case.answers[field.id]) for field in procedure.fields() if field.id in case.answers)
    is_empty = not note and all(says_nothing(field, answer) for field, answer in answered)
    return Draft(case.id, procedure, case.changed_at, place, note, is_empty)
