"""A case, opened by whoever holds its key."""

from dataclasses import dataclass, field
from typing import Any

from kiosk.domain.case import Case
from kiosk.domain.journey import Journey, walk
from kiosk.domain.procedure import Procedure
from kiosk.errors import Refused
from kiosk.services import safe, versions
from kiosk.services.box import Actor, Box
from kiosk.store import cases


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


def open_case(box: Box, case_id: str, actor: Actor, db: Any = None) -> Opened:
    """The case as it stands, for whoever holds its key.

    Raises `Refused("no-such-case")`, the same for one that is not there and one that is not theirs, and
    `Refused("no-such-procedure")`.
    """
    db = db or box.store.read()
    key = safe.open_key(db, case_id, actor)
    case = cases.get(db, case_id, key)
    state = cases.state(db, case_id)
    if case is None or state is None:
        raise Refused("no-such-case")
    procedure = versions.begun_with(box, db, case.procedure_id, case.procedure_sha256)
    if procedure is None:
        raise Refused("no-such-procedure")
    journey = walk(procedure, case.answers, box.watch.today().day)
    return Opened(case, journey, state["state"], state["state"] == "draft" or bool(state["mendable"]), key)


def procedure_of(box: Box, procedure_id: str) -> Procedure:
    """Raises `Refused("no-such-procedure")`."""
    procedure = box.catalogue.get(procedure_id)
    if procedure is None:
        raise Refused("no-such-procedure")
    return procedure
