"""Ten cases, each with a power cut at another moment: something that happened, never a number of seconds."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx

from scripts.debian.first_steps import held, step
from trials.power.confirmed import Kept, Losses, look
from trials.power.disk import Disk
from trials.power.processes import Processes
from trials.power.work import TIMEOUT_S, Work
from trials.townhall.desk import Desk, SignIn
from trials.townhall.person import person

_ARRIVE_S = 600

_DISK_S = 120.0
"""A gesture that writes nothing in this time is cut all the same."""


@dataclass(frozen=True, slots=True)
class Moment:
    """`flushes` 0: once the gesture was answered; else while it is under way, as the disk is asked to write for good
    for that many times since it was sent.
    """

    gesture: str
    flushes: int = 0

    def __str__(self) -> str:
        return f"during « {self.gesture} », at flush {self.flushes}" if self.flushes else f"after « {self.gesture} »"


TEN = (
    Moment("begin"), Moment("for-whom", 1), Moment("person"), Moment("contact", 1), Moment("papers", 2), Moment("turn"),
    Moment("yes", 1), Moment("yes", 2), Moment("yes"), Moment("read"),
)  # fmt: skip


def work_until(moment: Moment, work: Work, disk: Disk, kill: Callable[[], None]) -> str:
    """Go on with the case until that moment, and cut the power; how it came: `answered`, or `cut off` without.

    Raises `AssertionError` where the case is over before its moment.
    """
    while gesture := work.comes_next():
        if gesture.name != moment.gesture:
            gesture.send()
        elif not moment.flushes:
            gesture.send()
            kill()
            return "answered"
        else:
            return _cut(moment.flushes, gesture.send, disk, kill)
    raise AssertionError(f"the case is over before {moment}")


def to_the_end(work: Work) -> None:
    """Finish a case."""
    while gesture := work.comes_next():
        gesture.send()


def _cut(flushes: int, send: Callable[[], None], disk: Disk, kill: Callable[[], None]) -> str:
    outcome: list[str] = []

    def gesture() -> None:
        try:
            send()
            outcome.append("answered")
        except httpx.TransportError:
            outcome.append("cut off")
        except AssertionError as fault:
            outcome.append(f"refused: {fault}")

    before = disk.flushes()
    worker = threading.Thread(target=gesture)
    worker.start()
    disk.wait_for_flushes(flushes, before, _DISK_S)
    kill()
    worker.join()
    return outcome[0]


def cuts(
    machine: Processes, who: SignIn, how_many: int, dice: random.Random, ledger: list[Kept], losses: Losses
) -> None:
    """A case up to its moment, the cut, a start by itself, a look, and the case is gone on with; and so the next."""
    desk = Desk()
    desk.client.timeout = TIMEOUT_S
    desk.address = machine.address
    held(desk.sign_in(who).location == "/desk", "Nadia signs in")
    for number, moment in enumerate(TEN[:how_many], 1):
        ledger.append(Kept(person(number, dice)))
        work = Work(desk, who, ledger[-1])
        how = work_until(moment, work, machine.disk, machine.kill)
        seconds = machine.start()
        desk.address = machine.address
        work.power_is_back()
        for kept in ledger:
            look(desk, kept, losses)
        answers = sum(len(kept.confirmed) for kept in ledger)
        losses_now = losses.all()
        step(
            f"power cut {number}, {moment}",
            f"{how}; {seconds:.0f} s until the box answers; {answers} confirmed answers, {len(losses_now)} losses",
        )
        to_the_end(work)


def arrived(machine: Processes, who: SignIn) -> None:
    """Everything is sent, and the hub has acknowledged it."""
    desk = Desk()
    desk.client.timeout, desk.address = TIMEOUT_S, machine.address
    desk.sign_in(who)
    until = time.monotonic() + _ARRIVE_S
    while "Tout est transmis." not in (page := desk.get("/desk/box")).body:
        held(time.monotonic() < until, "not everything is sent: " + page.text("#waiting"))
        desk.post("/desk/box/transmit", {"token": page.token()})
        time.sleep(2)
    step("everything is sent")
