"""Between the one who kills and those who work: a door that is open only while a process is there to be asked."""

import threading
from types import TracebackType


class Over(Exception):
    """There is nothing left to do."""


class Gate:
    """Workers pass it for each request; `close` returns once the last of them is out."""

    def __init__(self) -> None:
        self._change = threading.Condition()
        self._address = ""
        self._over = False
        self._inside = 0
        self._answers = 0

    def open(self, address: str) -> None:
        """Let workers ask at this address."""
        with self._change:
            self._address, self._answers = address, 0
            self._change.notify_all()

    def wait_for_answers(self, many: int, most_s: float) -> None:
        """Return once so many requests have been answered since the door opened, or after so many seconds."""
        with self._change:
            self._change.wait_for(lambda: self._answers >= many, most_s)

    def close(self) -> None:
        """Let nobody in, and wait for those inside: what they noted is complete when this returns."""
        with self._change:
            self._address = ""
            self._change.wait_for(lambda: not self._inside)

    @property
    def inside(self) -> int:
        """How many requests are under way."""
        return self._inside

    def finish(self) -> None:
        """Send everyone home."""
        with self._change:
            self._over = True
            self._change.notify_all()

    def __enter__(self) -> str:
        """The address to ask. Raises `Over`."""
        with self._change:
            self._change.wait_for(lambda: self._address or self._over)
            if self._over:
                raise Over
            self._inside += 1
            return self._address

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._change:
            self._inside -= 1
            self._answers += kind is None
            self._change.notify_all()
