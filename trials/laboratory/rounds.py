"""Work, and failures one after the other, until every person was served; then all is mended, and the verdict comes."""

import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from trials.laboratory.line import BadLine
from trials.laboratory.town import Place, build, enroll
from trials.laboratory.verdict import Wrong, judge
from trials.townhall.process import Process
from trials.townhall.site import free_port

FAULTS_APART_S = (0.2, 1.5)
STOPPED_S = (0.5, 3.0)
FULL_S = (0.3, 1.5)
YEARS = (0, 0, 0, 10, -10)
WHILE_STARTING = 0.1
"""The share of a site's failures that may fall on its start; the others wait until it is at work."""
SETTLE_S = 900.0
"""Seconds after which what still has not arrived, with everything mended, counts as stuck."""
FINISHED = 0


@dataclass
class Figures:
    """What was done, and what was wrong."""

    cases: int = 0
    events: int = 0
    files: int = 0
    harm: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    wrong: Wrong = field(default_factory=Wrong)


class Worker:
    """A site's process, started again whenever it has ended before its work was done."""

    def __init__(self, place: Place, line: BadLine, seed: str, numbers: range, dice: random.Random) -> None:
        self.place, self.line, self._seed, self.numbers, self._dice = place, line, seed, numbers, dice
        self._process: subprocess.Popen[bytes] | None = None
        self.starts = 0
        self.years = 0

    @property
    def done(self) -> bool:
        return self._process is not None and self._process.poll() == FINISHED

    @property
    def pid(self) -> int | None:
        """None while it does not run."""
        return self._process.pid if self._process and self._process.poll() is None else None

    @property
    def is_ready(self) -> bool:
        """Whether it is at work, or on the way to be."""
        return self.place.ledger.count("ready") >= self.starts

    def keep_going(self, calm: bool) -> None:
        """Start it where it does not run and is not done."""
        if self.done or self.pid is not None:
            return
        self.years = 0 if calm else self._dice.choice(YEARS)
        self.starts += 1
        first, last = self.numbers.start, self.numbers.stop
        words = [self.place.folder, self.place.ledger.path, f"{self._seed} {self.starts}", first, last, self.years]
        with (self.place.folder / "work.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "trials.laboratory.work", *map(str, words)], stdout=log, stderr=log
            )

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()


class Laboratory:
    """Sites and their hub. `seed` decides what each line and each process meets; processes still run as they like."""

    def __init__(self, folder: Path, cases: int, sites: int, seed: int, share: float, database: str = "") -> None:
        self._dice = random.Random(seed)
        port = free_port()
        hub_data = folder / "hub"
        self.places = build(folder, sites, hub_data, database)
        arguments = ["hub", "--port", str(port), "--data", str(hub_data)]
        if database:
            arguments += ["--database", database]
        self.hub = Process(arguments, hub_data, folder / "hub.log")
        self._hub_data, self._database = hub_data, database
        each = cases // sites
        self.workers = [
            Worker(
                place,
                BadLine(port, f"{seed} {place.code}", share),
                f"{seed} {place.code}",
                range(number * 100_000, number * 100_000 + each),
                random.Random(f"{seed} {place.code} clock"),
            )
            for number, place in enumerate(self.places)
        ]
        self.figures = Figures()

    def run(self, say: Callable[[str], None]) -> Figures:
        """Raises `RuntimeError` where the hub does not start again."""
        began = time.monotonic()
        try:
            self.hub.start()
            self._enroll()
            told = began
            while not all(worker.done for worker in self.workers):
                for worker in self.workers:
                    worker.keep_going(calm=False)
                time.sleep(self._dice.uniform(*FAULTS_APART_S))
                if self._all_served():
                    break
                self._harm()
                if time.monotonic() - told > 30:
                    told = time.monotonic()
                    say(f"{self._confirmed()} cases confirmed, {sum(self.figures.harm.values())} failures")
            self._mend_and_wait()
        finally:
            for worker in self.workers:
                worker.kill()
                worker.line.close()
            self.hub.stop()
        for worker in self.workers:
            self.figures.harm.update({f"line: {fault}": many for fault, many in worker.line.met.items()})
        judged = judge(self.places, self._hub_data, self._database, self.figures.wrong)
        self.figures.cases, self.figures.events, self.figures.files = judged
        self.figures.seconds = time.monotonic() - began
        return self.figures

    def _enroll(self) -> None:
        """Enrol over a line that works: nobody is served before."""
        for worker in self.workers:
            share, worker.line.share = worker.line.share, 0.0
            enroll(worker.place, f"http://127.0.0.1:{worker.line.port}")
            worker.line.share = share

    def _confirmed(self) -> int:
        return sum(worker.place.ledger.confirmed() for worker in self.workers)

    def _all_served(self) -> bool:
        return self._confirmed() >= sum(len(worker.numbers) for worker in self.workers)

    def _harm(self) -> None:
        worker = self._dice.choice(self.workers)
        how = self._dice.choice(("kill site", "stop site", "full site", "kill hub", "stop hub", "full hub"))
        whose = self.hub.pid if how.endswith("hub") else worker.pid
        if not whose or (how.endswith("site") and not worker.is_ready and self._dice.random() > WHILE_STARTING):
            return
        self.figures.harm[how] += 1
        match how:
            case "kill site":
                worker.kill()
            case "kill hub":
                self.hub.kill()
                self.hub.start()
            case "stop site" | "stop hub":
                os.kill(whose, signal.SIGSTOP)
                time.sleep(self._dice.uniform(*STOPPED_S))
                os.kill(whose, signal.SIGCONT)
            case "full site" | "full hub":
                _full_for(whose, self._dice.uniform(*FULL_S))

    def _mend_and_wait(self) -> None:
        for worker in self.workers:
            worker.line.calm()
        until = time.monotonic() + SETTLE_S
        while not all(worker.done for worker in self.workers):
            if time.monotonic() > until:
                left = [worker.place.code for worker in self.workers if not worker.done]
                self.figures.wrong.stuck.append(f"never done: {', '.join(left)}")
                return
            for worker in self.workers:
                worker.keep_going(calm=True)
            time.sleep(0.1)


def _full_for(pid: int, seconds: float) -> None:
    """For so long no file of that process grows (RLIMIT_FSIZE): every such write fails, as on a full disk."""
    try:
        soft, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, hard))
        time.sleep(seconds)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (soft, hard))
    except ProcessLookupError:
        pass  # it has ended meanwhile
