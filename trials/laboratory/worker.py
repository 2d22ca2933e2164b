"""A site's process in the laboratory, seen from outside: started again whenever it ended before its work was done."""

import json
import random
import subprocess
import sys
import threading
from dataclasses import asdict, replace
from pathlib import Path
from typing import IO

from trials.laboratory.ledger import Tally
from trials.laboratory.line import BadLine
from trials.laboratory.town import Place
from trials.laboratory.work import Task

YEARS = (0, 0, 0, 10, -10)
FINISHED = 0


class Worker:
    """The site at `place` behind its `line`; `task` is what its process is told, with another seed at each start."""

    def __init__(self, place: Place, line: BadLine, task: Task, dice: random.Random) -> None:
        self.place, self.line, self._task, self._dice = place, line, task, dice
        self._process: subprocess.Popen[bytes] | None = None
        self._copies: list[threading.Thread] = []
        self._tally = Tally(place.ledger.path)
        self.starts = 0

    @property
    def done(self) -> bool:
        """Whether all is done that it was told, and noted."""
        if self._process is None or self._process.poll() != FINISHED:
            return False
        self._all_copied()
        return True

    @property
    def pid(self) -> int | None:
        """None while it does not run."""
        return self._process.pid if self._process and self._process.poll() is None else None

    @property
    def is_ready(self) -> bool:
        """Whether it is at work."""
        return self._tally.look()["ready"] >= self.starts

    @property
    def confirmed(self) -> int:
        """How many cases were confirmed to somebody."""
        return self._tally.look()["submitted"]

    @property
    def wanted(self) -> int:
        """How many are to be."""
        return self._task.upto - self._task.first

    def sticks(self) -> dict[str, int]:
        """How many sticks met what."""
        return {name: many for name, many in self._tally.look().items() if name.startswith("stick: ")}

    def keep_going(self, calm: bool) -> None:
        """Start it where it does not run and is not done."""
        if self.done or self.pid is not None:
            return
        self.starts += 1
        years = 0 if calm else self._dice.choice(YEARS)
        task = replace(self._task, seed=f"{self._task.seed} {self.starts}", years=years)
        self._all_copied()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "trials.laboratory.work", json.dumps(asdict(task))],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        self._copy(self._process.stdout, self.place.ledger.path)
        self._copy(self._process.stderr, self.place.folder / "work.log")

    def _copy(self, pipe: IO[bytes] | None, path: Path) -> None:
        """Append what comes to a file, from here: a process whose files do not grow can still say what it confirmed."""
        assert pipe is not None
        copy = threading.Thread(target=_append, args=(pipe, path), daemon=True)
        self._copies.append(copy)
        copy.start()

    def _all_copied(self) -> None:
        while self._copies:
            self._copies.pop().join()

    def serve_nobody_more(self) -> None:
        """From its next start on, which is soon, it only sends what waits."""
        self._task = replace(self._task, upto=self._task.first)
        if not self.done:
            self.kill()

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
            self._all_copied()


def _append(pipe: IO[bytes], path: Path) -> None:
    with pipe, path.open("ab", buffering=0) as file:
        for line in pipe:
            file.write(line)
