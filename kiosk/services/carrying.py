"""From one case into the next of the same person, by whoever's keys open the first."""

from kiosk.domain import carrying
from kiosk.domain.case import Answer
from kiosk.domain.procedure import Procedure
from kiosk.errors import Refused
from kiosk.services import safe
from kiosk.services.box import Actor, Box
from kiosk.services.opening import open_case
from kiosk.store.database import Database


def carried(box: Box, db: Database, source_id: str, procedure: Procedure, actor: Actor) -> dict[str, Answer]:
    """The answers of a case that fill another procedure, in the caller's transaction; nothing of them is kept between.

    The case is opened by the mediator's own ring, never by what a session was left with. Raises
    `Refused("cannot-carry")`: it is not there any more, or not theirs.
    """
    if safe.key_in(db, source_id, actor.ring) is None:
        raise Refused("cannot-carry")
    try:
        opened = open_case(box, source_id, actor, db)
    except Refused as refused:
        raise Refused("cannot-carry") from refused
    return carrying.carried(opened.journey, opened.case.answers, procedure, box.watch.today().day)
