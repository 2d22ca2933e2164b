"""Ten moments of a case at which the power goes: each is something that happened, never a number of seconds."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

import httpx

from trials.power.disk import Disk
from trials.power.work import Work

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
