"""Work, kill, restart, look, and again; then let everything arrive and judge."""

import random
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from kiosk import control
from kiosk.errors import Unreachable
from kiosk.operations import sync
from kiosk.operations.operation import Nothing
from trials.torture.gate import Gate
from trials.torture.ledger import Kept, Losses
from trials.torture.look import look
from trials.torture.mediator import Mediator
from trials.torture.verdict import judge
from trials.townhall.desk import Desk
from trials.townhall.person import person
from trials.townhall.process import Process
from trials.townhall.site import TownHall, box_process, build, colleagues, enroll, hub_process

WITHIN_S = 0.3
"""How long the fuse of a kill is, at most."""
WARM, WARM_S = (0, 1, 10, 30, 60), 5.0
"""A round's fuse burns from so many answers on (or from so many seconds on): some kills fall on a cold process, some
while everything is under way at once."""
STARTING = 0.15
"""The share of restarts that are killed too, before or just after they listen."""
STARTING_WITHIN_S = 0.8
ARRIVE_S = 120.0


@dataclass(frozen=True, slots=True)
class Figures:
    """What was done and what went wrong."""

    kills: int
    kills_at_work: int
    """Kills while a request was being answered."""
    kills_starting: int
    hub_kills: int
    answers: int
    submitted: int
    asked_twice: int
    signed_in: int
    """Times a mediator signed in; between two kills their cookie was enough for the case they were at."""
    let_in: int
    """Times a colleague unlocked an account whose sign-ins had all been cut off."""
    seconds: float
    losses: Losses


class Torture:
    """One town hall under torture. `seed` decides every throw of the dice; threads still come as they like."""

    def __init__(self, folder: Path, seed: int, mediators: int, with_hub: bool) -> None:
        self._dice = random.Random(seed)
        self._hall: TownHall = build(folder, printer="dummy", sync_every_s=1, stations=mediators + 1)
        self._box: Process = box_process(self._hall)
        self._hub: Process = hub_process(self._hall)
        self._with_hub = with_hub
        self._gate, self._losses = Gate(), Losses()
        self._ledger: list[Kept] = []
        self._numbers = count(1)
        self._checker = Desk()
        self._mediators = [
            Mediator(self._gate, Desk(), who, self._next_case, random.Random(f"{seed} {number}"))
            for number, who in enumerate(colleagues(self._hall, mediators))
        ]
        self._at_work = self._starting = self._hub_kills = self._let_ins = 0

    def run(self, kills: int, say: Callable[[str], None]) -> Figures:
        """Kill so many times. Raises `RuntimeError` where a process does not start again."""
        began = time.monotonic()
        try:
            self._hub.start()
            enroll(self._hall)
            self._open(self._box.start())
            for mediator in self._mediators:
                mediator.start()
            killed = 0
            while killed < kills and not self._losses.wrong:
                killed += self._round(kills - killed)
                self._look()
                if killed % 25 == 0 or killed == kills:
                    say(f"{killed} kills, {self._answers()} answers, {len(self._losses.all())} losses")
            self._let_arrive()
        finally:
            self._gate.finish()
            for helper in self._mediators:
                helper.let_in.set()
            self._box.stop()
            self._hub.stop()
        local = judge(self._hall, self._ledger, self._losses)
        return Figures(
            killed, self._at_work, self._starting, self._hub_kills, self._answers(), len(local.submissions),
            local.asked_twice, sum(mediator.signed_in for mediator in self._mediators), self._let_ins,
            time.monotonic() - began, self._losses,
        )  # fmt: skip

    def _next_case(self) -> Kept:
        kept = Kept(person(next(self._numbers), self._dice))
        self._ledger.append(kept)
        return kept

    def _answers(self) -> int:
        return sum(len(kept.confirmed) for kept in self._ledger)

    def _open(self, address: str) -> None:
        """The one who looks signs in: after a start nobody is."""
        self._checker.address = address
        if self._checker.sign_in(self._hall.nadia).location != "/desk":
            raise RuntimeError("signing in failed")

    def _round(self, at_most: int) -> int:
        """Work and a kill, then perhaps kills of the start; ends with both processes there. Returns the kills."""
        moments = [(self._dice.uniform(0, WITHIN_S), self._box)]
        if self._with_hub and self._dice.random() < 0.5:
            moments.append((self._dice.uniform(0, WITHIN_S), self._hub))
        self._gate.open(self._box.address)
        self._gate.wait_for_answers(self._dice.choice(WARM), WARM_S)
        began = time.monotonic()
        for moment, process in sorted(moments, key=lambda each: each[0]):
            time.sleep(max(0.0, began + moment - time.monotonic()))
            self._at_work += process is self._box and self._gate.inside > 0
            process.kill()
        self._gate.close()
        killed = 1
        while killed < at_most and self._dice.random() < STARTING:
            self._box.spawn()
            time.sleep(self._dice.uniform(0, STARTING_WITHIN_S))
            self._box.kill()
            killed, self._starting = killed + 1, self._starting + 1
        self._box.spawn()
        if len(moments) > 1:
            self._hub.start()
            self._hub_kills += 1
        self._open(self._box.wait_ready())
        return killed

    def _look(self) -> None:
        touched = [kept for kept in self._ledger if kept.touched]
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda kept: look(self._checker, kept, self._losses), touched))
        self._losses.wrong += [mediator.fault or "ended" for mediator in self._mediators if not mediator.is_alive()]
        for mediator in self._mediators:
            if mediator.locked_out:
                self._let_in(mediator)

    def _let_in(self, mediator: Mediator) -> None:
        """Killed so often in the middle of a sign-in, that the account is locked: a colleague unlocks it."""
        path = "/desk/team"
        answer = self._checker.post(f"{path}/{mediator.who.login}/let-in", {"token": self._checker.get(path).token()})
        if answer.location != path:
            raise RuntimeError(f"letting {mediator.who.login} in failed: {answer.status}")
        mediator.locked_out = False
        self._let_ins += 1
        mediator.let_in.set()

    def _let_arrive(self) -> None:
        for kept in self._ledger:
            if not kept.reference:
                look(self._checker, kept, self._losses)
        until = time.monotonic() + ARRIVE_S
        while time.monotonic() < until:
            try:
                done = control.ask(self._hall.site, sync.talk, Nothing())
            except Unreachable:
                time.sleep(0.2)
                continue
            if done is not None and not (done.more or done.later or done.acknowledged):
                return


def torture(
    folder: Path, kills: int, seed: int, mediators: int = 4, with_hub: bool = False, say: Callable[[str], None] = print
) -> Figures:
    """Build a town hall in an empty folder, and kill it so many times; the folder stays where something was lost."""
    figures = Torture(folder, seed, mediators, with_hub).run(kills, say)
    if not figures.losses.all():
        shutil.rmtree(folder)
    return figures
