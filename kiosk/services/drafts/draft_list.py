"""The drafts of a mediator's services, opened for the list at the desk."""

from kiosk.domain.answers.case import Case
from kiosk.domain.answers.journey import Journey, walk
from kiosk.domain.procedure.procedure import Procedure
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.frozen import Frozen
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.procedures import kept_versions
from kiosk.store.cases import cases, parked
from kiosk.store.database import Database


class Draft(Frozen):
    """A draft with its way through its procedure; `note` is what was noted when it was set aside, "" for nothing."""

    case: Case
    journey: Journey
    note: str

    @property
    def place(self) -> tuple[int, int] | None:
        """The step it stands at and how many there are; None where its questions are all answered."""
        position = self.case.position
        return self.journey.count(position) if self.journey.stop(position) else None


def drafts(box: Box, db: Database, actor: Actor) -> list[Draft]:
    """The drafts of the services on the actor's ring, the last changed first.

    One query reads them all, and one more each procedure file that is not the catalogue's any more. Raises
    `Refused` (`no-such-procedure`).
    """
    today, procedures, listed = box.watch.today().day, dict[tuple[str, str], Procedure](), list[Draft]()
    for row in cases.drafts(db, actor.ring.services):
        key = data_keys.unwrapped(actor.ring, row.holder, row.wrapped)
        if key is None:
            continue
        case = cases.opened(row, key)
        named = case.procedure_id, case.procedure_sha256
        if named not in procedures:
            procedure = kept_versions.begun_with(box, db, *named)
            if procedure is None:
                raise Refused(Refusal.NO_SUCH_PROCEDURE)
            procedures[named] = procedure
        journey = walk(procedures[named], case.answers, today)
        listed.append(Draft(case, journey, parked.opened(row.note, case.id, key)))
    return listed
