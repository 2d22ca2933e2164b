"""Open a case: decrypt it with a key that the actor holds, and work out its journey through its procedure."""

from dataclasses import dataclass, field

from kiosk.domain.answers.case import Case
from kiosk.domain.answers.journey import Journey, walk
from kiosk.domain.events.event import CaseState
from kiosk.domain.procedure.procedure import Procedure
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.procedures import look_up
from kiosk.store.cases import cases
from kiosk.store.database import Database


@dataclass(frozen=True, slots=True)
class Opened:
    """A case with its way through its procedure, `journey`, what became of it, `state`, and the `key` that opened it.

    `editable`: a draft, or a case the hub sent back to be mended. Any other one is immutable.
    """

    case: Case
    journey: Journey
    state: str
    editable: bool
    key: bytes = field(repr=False)

    @property
    def procedure(self) -> Procedure:
        return self.journey.procedure


def open_case(box: Box, case_id: str, actor: Actor) -> Opened:
    """The case as it is stored, read outside a transaction. Raises as `open_in`."""
    return open_in(box, box.store.read(), case_id, actor)


def may_know_of(db: Database, case_id: str, actor: Actor) -> bool:
    """Whether the actor may know what remains of a case once its key is destroyed: they hold its service or its key."""
    head = cases.head(db, case_id)
    held = head is not None and head.service_id in actor.ring.services
    return held or data_keys.found_key(db, case_id, actor) is not None


def open_in(box: Box, db: Database, case_id: str, actor: Actor) -> Opened:
    """The case as this connection sees it: in a transaction, with that transaction's changes.

    Raises `Refused`: `no-such-case`, both where there is none and where the actor may not open it, so that nobody
    learns which; `no-such-procedure`.
    """
    return open_with(box, db, case_id, data_keys.open_key(db, case_id, actor))


def open_with(box: Box, db: Database, case_id: str, key: bytes) -> Opened:
    """The case, with its `key` already opened. Raises `Refused`: `no-such-case`, `no-such-procedure`."""
    case = cases.get(db, case_id, key)
    state = cases.state(db, case_id)
    if case is None or state is None:
        raise Refused(Refusal.NO_SUCH_CASE)
    procedure = look_up.begun_with(box, db, case.procedure_id, case.procedure_sha256)
    if procedure is None:
        raise Refused(Refusal.NO_SUCH_PROCEDURE)
    journey = walk(procedure, case.answers, box.watch.today().day)
    return Opened(case, journey, state.state, state.state == CaseState.DRAFT or state.mendable, key)
