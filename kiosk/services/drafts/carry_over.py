"""Copy a person's answers from an earlier case into a new one."""

from kiosk.domain.answers import carried_answers
from kiosk.domain.answers.case import Answer
from kiosk.domain.procedure.procedure import Procedure
from kiosk.error_codes import Refusal
from kiosk.errors import Refused, Unreadable
from kiosk.services.access.open_case import open_in
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.store.database import Database


def copied_answers(box: Box, db: Database, source_id: str, procedure: Procedure, actor: Actor) -> dict[str, Answer]:
    """The answers of the case `source_id` that fill another procedure, by field id, read in the caller's transaction.

    The case is opened with the mediator's own ring, never with a key that their session holds. Raises
    `Refused` (`cannot-carry`) where the case is gone, or the mediator may not open it.
    """
    if data_keys.key_in(db, source_id, actor.ring) is None:
        raise Refused(Refusal.CANNOT_CARRY)
    try:
        opened = open_in(box, db, source_id, actor)
    except (Refused, Unreadable) as fault:
        raise Refused(Refusal.CANNOT_CARRY) from fault
    return carried_answers.carry_over(opened.journey, opened.case.answers, procedure, box.watch.today().day)
