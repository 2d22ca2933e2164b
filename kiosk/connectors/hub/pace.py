"""How much one batch carries: as much as the line takes in `AIM_S`, as measured; half of it after a cut."""

from dataclasses import dataclass

FIRST_BYTES = 32_000
"""The first batch: 4 s at 64 kbit/s, a moment on any other line."""
LEAST_BYTES = 4_000
"""Below this the answer costs more than the batch."""
MOST_BYTES = 2_800_000
"""The hub takes 4 MB, with a third more for base64 and what stands around the events."""
AIM_S = 20.0
"""Seconds that a batch is to take: long beside the round trip, and all that a cut can cost."""
GROWTH = 4
"""How many times larger a batch may be than the one before."""


@dataclass(slots=True)
class Pace:
    """The bytes of sealed bodies that the next batch may hold, at least one event whatever its size."""

    most: int = FIRST_BYTES

    def carried(self, size: int, seconds: float) -> None:
        """A batch of so many bytes was answered after so many seconds."""
        if 2 * size >= self.most:  # a small batch says little of the line
            enough = int(size / max(seconds, 0.001) * AIM_S)
            self.most = max(LEAST_BYTES, min(enough, self.most * GROWTH, MOST_BYTES))

    def cut(self) -> None:
        """The line broke under a batch: whatever was sent of it was for nothing."""
        self.most = max(LEAST_BYTES, self.most // 2)
