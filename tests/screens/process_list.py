"""What the programs of this machine show to whoever lists them: command lines and environments, as they come and go."""

import os
import threading
from contextlib import suppress
from pathlib import Path
from typing import Self

from trials.canary.search import Trace, Words

PAUSE_S = 0.002
"""Between two looks; a short sentence takes espeak-ng ten times as long."""
SPEAKERS = ("espeak-ng", "piper_process", "opusenc")
"""Programs that are given what somebody typed."""


class ProcessList:
    """Looks again and again until the block ends; `shown` is everything that it saw, each once."""

    def __init__(self) -> None:
        self.shown: set[bytes] = set()
        self._others: set[int] = set()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, name="process list", daemon=True)

    def __enter__(self) -> Self:
        self._others = set(_numbers()) - {os.getpid()}  # those that ran before are not ours
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    @property
    def speakers(self) -> set[str]:
        return {name for name in SPEAKERS for shown in self.shown if name.encode() in shown}

    def traces(self, words: Words) -> list[Trace]:
        """What anybody could have read there."""
        return [
            Trace("process list", word, form)
            for word, form in sorted(set(words.within(b"\n".join(sorted(self.shown)))))
        ]

    def _look(self) -> None:
        while not self._over.wait(PAUSE_S):
            running = _numbers()
            self._others.intersection_update(running)
            for number in set(running) - self._others:
                for name in ("cmdline", "environ"):
                    with suppress(OSError):  # over meanwhile, or another person's
                        self.shown.add(Path(f"/proc/{number}/{name}").read_bytes())


def _numbers() -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]
