"""A mediator's favourite procedures: first in the catalogue, and one press from the desk."""

from kiosk.domain.procedure.procedure import Procedure
from kiosk.services.box.box import Actor, Box
from kiosk.services.procedures.look_up import procedure_of
from kiosk.store.cases import favourites


def choose(box: Box, procedure_id: str, chosen: bool, actor: Actor) -> None:
    """A procedure is a favourite of this mediator, or no more. Raises `Refused` (`no-such-procedure`)."""
    procedure = procedure_of(box, procedure_id)
    with box.store.write() as db:
        if chosen:
            favourites.add(db, actor.mediator_id, procedure.id, box.clock.now())
        else:
            favourites.remove(db, actor.mediator_id, procedure.id)


def chosen(box: Box, actor: Actor) -> list[Procedure]:
    """The mediator's favourites that are still offered, in the order in which they were chosen."""
    offered = box.offered
    procedures = (offered.get(procedure_id) for procedure_id in favourites.of(box.store.read(), actor.mediator_id))
    return [procedure for procedure in procedures if procedure is not None]
