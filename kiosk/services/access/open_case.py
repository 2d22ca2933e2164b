"""Open a case or a mandate: decrypt it with a key that the actor holds, and work out the journey of a case."""

from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from kiosk.crypto import sealing
from kiosk.domain.answers.case import Case
from kiosk.domain.answers.journey import Journey, compute_journey
from kiosk.domain.answers.signature import Signature
from kiosk.domain.events.case_state import CaseState
from kiosk.domain.keys.ring import NOBODY, Ring
from kiosk.domain.mandates.mandate import Mandate, MandateState, MandateUse, unpack_mandate
from kiosk.domain.procedure.procedure import Procedure
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.procedures import look_up
from kiosk.store import cases, mandates
from kiosk.store.database import Database

MOST_BYTES = 1_000_000
"""The most bytes of words sealed to a service, once they are decrypted."""


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """Opens the keys of subjects, and words sealed to a service; gives None where it cannot.

    `left` is what is kept in memory for one job: a key, or the words themselves. `alone`: the paper is printed at a
    terminal, where strangers may see it, so it shows initials and no titles.
    """

    actor: Actor = field(default_factory=Actor)
    left: bytes | None = field(default=None, repr=False)
    alone: bool = False

    def key(self, db: Database, subject: str) -> bytes | None:
        """The key of a subject, None where this reader cannot open it."""
        return self.left if self.left is not None else data_keys.find_key(db, subject, self.actor)

    def sealed(self, service_id: str, body: bytes) -> bytes | None:
        """Words that are sealed to a service, None where this reader does not hold it."""
        private = self.actor.ring.privates.get(service_id)
        return sealing.unseal_packed(private, body, MOST_BYTES) if private and body else None


def of_ring(ring: Ring, alone: bool = False) -> KeyHolder:
    """A reader who holds that ring, and no session."""
    return KeyHolder(Actor(ring=ring), alone=alone)


NO_ONE = of_ring(NOBODY)


@dataclass(frozen=True, slots=True)
class OpenedMandate:
    """A decrypted mandate with its `standing`, when it ended (`over_at`, None while it lasts), and its `key`."""

    mandate: Mandate
    standing: MandateState
    signature: Signature | None
    over_at: datetime | None
    key: bytes = field(repr=False)


def read_mandate(db: Database, mandate_id: str, key: bytes | None) -> OpenedMandate | None:
    """The mandate of that id, None where there is none, or no key of it."""
    stored = mandates.read_mandate_row(db, mandate_id)
    if stored is None or key is None:
        return None
    mandate, signature = unpack_mandate(sealing.unlock_bytes(key, stored.record, f"mandate:{mandate_id}"))
    return OpenedMandate(mandate, stored.standing, signature, stored.over_at, key)


def read_uses(db: Database, mandate_id: str, key: bytes) -> list[MandateUse]:
    """The uses of a mandate, the oldest first."""
    records, about = mandates.select_mandate_uses(db, mandate_id), f"mandate-use:{mandate_id}"
    return [msgspec.json.decode(sealing.unlock_bytes(key, record, about), type=MandateUse) for record in records]


@dataclass(frozen=True, slots=True)
class OpenedCase:
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


def open_case(box: Box, case_id: str, actor: Actor) -> OpenedCase:
    """The case as it is stored, read outside a transaction. Raises as `open_case_in`."""
    return open_case_in(box, box.store.read(), case_id, actor)


def may_know_of(db: Database, case_id: str, actor: Actor) -> bool:
    """Whether the actor may know what remains of a case once its key is destroyed: they hold its service or its key."""
    head = cases.read_case_head(db, case_id)
    held = head is not None and head.service_id in actor.ring.services
    return held or data_keys.find_key(db, case_id, actor) is not None


def open_case_in(box: Box, db: Database, case_id: str, actor: Actor, key: bytes | None = None) -> OpenedCase:
    """The case as this connection sees it, in a transaction with its changes; `key` where the caller opened it already.

    Raises `Refused`: `no-such-case`, both where there is none and where the actor may not open it, so that nobody
    learns which; `no-such-procedure`.
    """
    key = key or data_keys.open_key(db, case_id, actor)
    case = cases.read_case(db, case_id, key)
    state = cases.read_case_state(db, case_id)
    if case is None or state is None:
        raise Refused(Refusal.NO_SUCH_CASE)
    procedure = look_up.begun_with(box, db, case.procedure_id, case.procedure_sha256)
    if procedure is None:
        raise Refused(Refusal.NO_SUCH_PROCEDURE)
    journey = compute_journey(procedure, case.answers, box.watch.today().day)
    return OpenedCase(case, journey, state.state, state.state == CaseState.DRAFT or state.mendable, key)
