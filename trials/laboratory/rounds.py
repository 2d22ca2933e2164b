"""Work, and failures one after the other, until every person was served; then all is mended, and the verdict comes."""

import contextlib
import math
import os
import random
import resource
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from trials.laboratory.line import BadLine
from trials.laboratory.town import build, enroll
from trials.laboratory.verdict import Wrong, judge
from trials.laboratory.work import Task
from trials.laboratory.worker import Worker
from trials.townhall.process import Process
from trials.townhall.site import free_port

FAILURES_APART_S = 0.9
"""Seconds from one failure of a process, disk or line to the next, on average."""
STOPPED_S = (0.5, 3.0)
FULL_S = (0.3, 1.5)
CUT_S = (2.0, 8.0)
"""Seconds for which a site's line is cut: what waits there goes by stick, or waits."""
HARMS = ("kill site", "stop site", "full site", "cut line", "kill hub", "stop hub", "full hub")
WHILE_STARTING = 0.1
"""The share of a site's failures that may fall on its start; the others wait until it is at work."""
SETTLE_S = 900.0
"""Seconds after which what still has not arrived, with everything mended, counts as stuck."""
TELL_EVERY_S = 30
FULL_AT_BYTES = 4096


@dataclass
class Figures:
    """What was done, and what was wrong."""

    cases: int = 0
    events: int = 0
    files: int = 0
    harm: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    processor_s: float = 0.0
    """Seconds of processors, of all processes together."""
    wrong: Wrong = field(default_factory=Wrong)


class Laboratory:
    """Sites and their hub. `seed` decides what each line and each process meets; processes still run as they like.

    A site talks every `apart` gestures, about, and something fails every `failures_apart_s` seconds. After `most_s`
    seconds nobody more is served: what waits is sent, and the verdict is of that.
    """

    def __init__(
        self, folder: Path, cases: int, sites: int, seed: int, share: float, database: str = "", apart: int = 7,
        most_s: float = math.inf, failures_apart_s: float = FAILURES_APART_S,
    ) -> None:  # fmt: skip
        self._dice = random.Random(seed)
        port = free_port()
        hub_data = folder / "hub"
        self.places = build(folder, sites, hub_data, database)
        arguments = ["hub", "--port", str(port), "--data", str(hub_data)]
        if database:
            arguments += ["--database", database]
        self.hub = Process(arguments, hub_data, folder / "hub.log")
        self._hub_data, self._database, self._most_s = hub_data, database, most_s
        self._failures_apart_s = failures_apart_s
        self.workers = []
        for number, place in enumerate(self.places):
            first, own_seed = number * 100_000, f"{seed} {place.code}"
            task = Task(
                str(place.folder), str(place.ledger.path), own_seed, first, first + cases // sites, 0, apart,
                str(hub_data), database,
            )  # fmt: skip
            line = BadLine(port, own_seed, share)
            self.workers.append(Worker(place, line, task, random.Random(f"{own_seed} clock")))
        self.figures = Figures()
        self._to_end: list[threading.Timer] = []

    def run(self, say: Callable[[str], None]) -> Figures:
        """Raises `RuntimeError` where the hub does not start again."""
        began = time.monotonic()
        try:
            self.hub.start()
            self._enroll()
            self._fail_and_serve(say, began)
            self._mend_and_wait()
        finally:
            self._end_failures()
            for worker in self.workers:
                worker.kill()
                worker.line.close()
            self.hub.stop()
        for worker in self.workers:
            self.figures.harm.update({f"line: {fault}": many for fault, many in worker.line.met.items()})
            self.figures.harm.update(worker.sticks())
        say(f"{self._confirmed()} cases confirmed; the verdict")
        judged = judge(self.places, self._hub_data, self._database, self.figures.wrong)
        self.figures.cases, self.figures.events, self.figures.files = judged
        self.figures.seconds = time.monotonic() - began
        self.figures.processor_s = _processor_s()
        return self.figures

    def _fail_and_serve(self, say: Callable[[str], None], began: float) -> None:
        told = began
        while not all(worker.done for worker in self.workers):
            for worker in self.workers:
                worker.keep_going(calm=False)
            time.sleep(self._failures_apart_s * self._dice.uniform(1 / 3, 5 / 3))
            if self._confirmed() >= sum(worker.wanted for worker in self.workers):
                return
            if time.monotonic() - began > self._most_s:
                say(f"{self._most_s:.0f} seconds are over: nobody more is served")
                for worker in self.workers:
                    worker.serve_nobody_more()
                return
            self._harm()
            if time.monotonic() - told > TELL_EVERY_S:
                told = time.monotonic()
                say(
                    f"{told - began:.0f} s: {self._confirmed()} cases confirmed, "
                    f"{sum(self.figures.harm.values())} failures, {_processor_s():.0f} s of processors"
                )

    def _enroll(self) -> None:
        """Enrol over a line that works: nobody is served before."""
        for worker in self.workers:
            share, worker.line.share = worker.line.share, 0.0
            enroll(worker.place, f"http://127.0.0.1:{worker.line.port}")
            worker.line.share = share

    def _confirmed(self) -> int:
        return sum(worker.confirmed for worker in self.workers)

    def _harm(self) -> None:
        worker = self._dice.choice(self.workers)
        how = self._dice.choice(HARMS)
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
                _signal(whose, signal.SIGSTOP)
                self._later(STOPPED_S, lambda: _signal(whose, signal.SIGCONT))
            case "full site" | "full hub":
                _let_files_grow(whose, FULL_AT_BYTES)
                self._later(FULL_S, lambda: _let_files_grow(whose, None))
            case "cut line":
                worker.line.is_cut = True
                self._later(CUT_S, lambda: setattr(worker.line, "is_cut", False))

    def _later(self, seconds: tuple[float, float], act: Callable[[], object]) -> None:
        """End a failure after a while; others may begin meanwhile."""
        self._to_end = [timer for timer in self._to_end if timer.is_alive()]
        timer = threading.Timer(self._dice.uniform(*seconds), act)
        self._to_end.append(timer)
        timer.start()

    def _end_failures(self) -> None:
        for timer in self._to_end:
            timer.join()

    def _mend_and_wait(self) -> None:
        self._end_failures()
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


def _signal(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):  # it has ended meanwhile
        os.kill(pid, number)


def _let_files_grow(pid: int, most: int | None) -> None:
    """How long files of that process may be (RLIMIT_FSIZE): every write behind that fails, as on a full disk."""
    with contextlib.suppress(ProcessLookupError):  # it has ended meanwhile
        _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard if most is None else most, hard))


def _processor_s() -> float:
    """Of this process, with its threads, and of all of its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)
