"""Who can decrypt what a paper shows: a browser's session, a mediator's ring, or a key that is kept for one job."""

from dataclasses import dataclass, field

from kiosk.crypto import sealing
from kiosk.domain.keys.ring import NOBODY, Ring
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor
from kiosk.store.database import Database

MOST_BYTES = 1_000_000
"""The most bytes of words sealed to a service, once they are decrypted."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Opens the keys of subjects, and words sealed to a service; gives None where it cannot.

    `left` is what is kept in memory for one job: a key, or the words themselves. `alone`: the paper is printed at a
    terminal, where strangers may see it, so it shows initials and no titles.
    """

    actor: Actor = field(default_factory=Actor)
    left: bytes | None = field(default=None, repr=False)
    alone: bool = False

    def key(self, db: Database, subject: str) -> bytes | None:
        """The key of a subject, None where this reader cannot open it."""
        return self.left if self.left is not None else data_keys.found_key(db, subject, self.actor)

    def sealed(self, service_id: str, body: bytes) -> bytes | None:
        """Words that are sealed to a service, None where this reader does not hold it."""
        private = self.actor.ring.privates.get(service_id)
        return sealing.unseal_packed(private, body, MOST_BYTES) if private and body else None


def of_ring(ring: Ring, alone: bool = False) -> Reader:
    """A reader who holds that ring, and no session."""
    return Reader(Actor(ring=ring), alone=alone)


NO_ONE = of_ring(NOBODY)
