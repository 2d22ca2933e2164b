"""Who is on shift: rings and PINs, in memory only, so that a restart or a lock leaves nothing to be read."""

import hmac
import threading
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from kiosk.clock import Clock
from kiosk.crypto import sealing
from kiosk.domain.keys.ring import NOBODY, Ring


@dataclass(slots=True)
class Shift:
    """One mediator's. `pin` is compared under `salt`; `memory` is what was decrypted for them. All die with it."""

    ring: Ring
    name: str
    salt: bytes = field(repr=False)
    pin: bytes = field(repr=False)
    begun: float
    memory: dict[str, Any] = field(default_factory=dict, repr=False)


class Shifts:
    """The mediators who have signed in with first factor and PIN since the box started."""

    def __init__(self, clock: Clock, hours: float) -> None:
        self._clock, self._seconds = clock, hours * 3600
        self._shifts: dict[str, Shift] = {}
        self._turn = threading.Lock()

    def begin(self, mediator_id: str, name: str, ring: Ring, pin: str) -> None:
        """First factor and PIN were right: the ring is there until the shift ends."""
        salt = sealing.new_random_key()
        with self._turn:
            self._shifts[mediator_id] = Shift(ring, name, salt, _under(salt, pin), self._clock.monotonic())

    def join(self, other: "Shifts", mediator_id: str, ring: Ring) -> None:
        """Begin a shift here that ends when the mediator's shift there would, with the same PIN and another ring."""
        shift = other._current(mediator_id)
        if shift is not None:
            with self._turn:
                self._shifts[mediator_id] = replace(shift, ring=ring, memory={})

    def ring(self, mediator_id: str) -> Ring:
        """What the mediator holds, an empty ring where they are not on shift (any more)."""
        shift = self._current(mediator_id)
        return shift.ring if shift else NOBODY

    def left(self, mediator_id: str) -> timedelta:
        """How long the mediator's shift still lasts, nothing where they are not on shift (any more)."""
        shift = self._current(mediator_id)
        left = shift.begun + self._seconds - self._clock.monotonic() if shift else 0
        return timedelta(seconds=max(left, 0))

    def pin_matches(self, mediator_id: str, pin: str) -> bool:
        """Whether it is the PIN of someone on shift; tries are counted by whoever asks."""
        shift = self._current(mediator_id)
        return shift is not None and hmac.compare_digest(shift.pin, _under(shift.salt, pin))

    def change(self, mediator_id: str, ring: Ring) -> None:
        """The mediator was handed another service, or lost one."""
        with self._turn:
            if mediator_id in self._shifts:
                self._shifts[mediator_id].ring = ring

    def on_shift(self) -> list[tuple[str, str]]:
        """Everyone on shift: `(mediator id, name)`, by name."""
        with self._turn:
            shifts = [(key, shift.name) for key, shift in self._shifts.items()]
        return sorted((named for named in shifts if self._current(named[0])), key=lambda named: named[1])

    def rings(self) -> list[Ring]:
        """Every ring that is there."""
        return [self.ring(mediator_id) for mediator_id, _ in self.on_shift()]

    def memory(self, mediator_id: str) -> dict[str, Any]:
        """What was decrypted for someone on shift, gone with it; an empty one for anyone else."""
        shift = self._current(mediator_id)
        return shift.memory if shift else {}

    def end(self, mediator_id: str) -> None:
        """Forget the ring: from now on it takes first factor and PIN again."""
        with self._turn:
            self._shifts.pop(mediator_id, None)

    def _current(self, mediator_id: str) -> Shift | None:
        with self._turn:
            shift = self._shifts.get(mediator_id)
            if shift is not None and self._clock.monotonic() - shift.begun > self._seconds:
                del self._shifts[mediator_id]
                return None
            return shift


def _under(salt: bytes, pin: str) -> bytes:
    return sealing.derive_key(salt + pin.encode("utf-8", "surrogatepass"), "parvis-pin")
