"""Who reads what a paper is made of: a browser's session, a mediator's ring, or a key that was left for one job."""

from dataclasses import dataclass, field

from kiosk import sealing
from kiosk.domain.ring import NOBODY, Ring
from kiosk.services import safe
from kiosk.services.box import Actor
from kiosk.store.database import Database

MOST_BYTES = 1_000_000
"""Clear bytes of what is sealed to a service."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Opens subjects and sealed words, or says that it cannot (None).

    `left` is what was left in memory for one job: a key, or the very words. `alone`: the paper comes out at a terminal,
    where strangers may see it, so that it says initials, and no title that is nobody's business.
    """

    actor: Actor = field(default_factory=Actor)
    left: bytes | None = field(default=None, repr=False)
    alone: bool = False

    def key(self, db: Database, subject: str) -> bytes | None:
        """The key of a subject."""
        return self.left if self.left is not None else safe.found_key(db, subject, self.actor)

    def sealed(self, service_id: str, body: bytes) -> bytes | None:
        """Words that are sealed to a service."""
        private = self.actor.ring.privates.get(service_id)
        return sealing.unseal_packed(private, body, MOST_BYTES) if private and body else None


def of_ring(ring: Ring, alone: bool = False) -> Reader:
    """Whoever holds that ring."""
    return Reader(Actor(ring=ring), alone=alone)


NO_ONE = of_ring(NOBODY)
