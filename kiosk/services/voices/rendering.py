"""A sound that is being made, clause by clause: its beginning can be heard while the rest is still to come."""

import threading
from collections.abc import Iterator
from itertools import count

from kiosk.services.voices.sound import wav
from kiosk.services.voices.sound.voice import Samples, Sound

LONGEST_WAIT_S = 30.0
"""Seconds that a listener waits for the next clause; a voice gives up earlier."""


class Rendering:
    """Clauses of one rate, in memory; safe between threads. `voice` is the name of the one that spoke the first."""

    def __init__(self, voice: str, first: Samples) -> None:
        self.voice, self.rate = voice, first.rate
        self._pieces = [first.pcm]
        self._over = False
        self._more = threading.Condition()

    def add(self, samples: Samples) -> None:
        """The next clause, of the same rate."""
        with self._more:
            self._pieces.append(samples.pcm)
            self._more.notify_all()

    def end(self) -> None:
        """There are no more clauses."""
        with self._more:
            self._over = True
            self._more.notify_all()

    @property
    def size(self) -> int:
        """Bytes so far."""
        with self._more:
            return sum(map(len, self._pieces))

    def whole(self) -> Sound | None:
        """The sound as a file, None while it is being made."""
        with self._more:
            return wav.sound(Samples(self.rate, b"".join(self._pieces))) if self._over else None

    def chunks(self) -> Iterator[bytes]:
        """The file from its beginning, as it is made."""
        yield wav.head(self.rate)
        for number in count():
            piece = self._piece(number)
            if piece is None:
                return
            yield piece

    def _piece(self, number: int) -> bytes | None:
        """The clause of that number once it is there; None where there is none."""
        with self._more:
            self._more.wait_for(lambda: len(self._pieces) > number or self._over, LONGEST_WAIT_S)
            return self._pieces[number] if len(self._pieces) > number else None
