"""A printer that counts what came out, letters to print with, and a store that can die: for sequences of faults.

A paper is what lies between two cuts. Bytes that come after a job that was cut off land on its paper, unless what ends
it comes first; a power cut does not tear the roll either.
"""

import re
from dataclasses import dataclass, field
from typing import Any, ClassVar

from kiosk.store.database import Store
from printers.carrier import (
    COMPLETED,
    NOT_PRINTED,
    UNKNOWN,
    WAITING,
    NotPrintedFault,
    Setting,
    UnknownFault,
    WaitingFault,
)
from printers.fonts import Fonts
from printers.paper.sheet import Sheet
from printers.renderer import Renderer
from printers.renderers.text import TEXT_42
from printers.slip import Slip

CUT = b"\x1dV\x00"
ENDS = bytes(64) + b"\x1b@" + CUT
"""What ends a paper that was cut off."""
FAULTS = ("none", "refused", "cut", "late", "no-answer", "die-before", "die-half-way", "die-after")
"""What can happen to the next bytes: the last paper is taken just before, the cable is pulled, a stall until later, an
answer lost, a kill -9 of the box."""


class Killed(BaseException):
    """The power of the box is gone."""


class Power:
    left: int | None = None

    def write(self) -> Any:
        """One more is written, or the power is gone."""
        if self.left is not None:
            if self.left <= 0:
                raise Killed
            self.left -= 1

    def dies(self) -> None:
        self.left = 0
        raise Killed


class Mortal(Power, Store):
    """A store that dies with the power of its box."""

    def write(self) -> Any:
        super().write()
        return Store.write(self)


@dataclass(frozen=True, slots=True)
class Letters(Renderer):
    """A renderer for receipt printers that is as quick as plain text."""

    kind: str = "letters"
    sheet: Sheet | None = None
    media_type: str = "application/vnd.escpos"

    def render(self, slip: Slip, fonts: Fonts) -> bytes:
        return TEXT_42.render(slip, fonts) + CUT

    def flush(self) -> bytes:
        return ENDS


@dataclass(frozen=True, slots=True)
class Piece:
    job_id: str
    reference: str
    copy: int
    whole: bool


@dataclass(slots=True)
class Simulated:
    """A printer, with a print queue before it or without, that can be asked what became of a job or cannot."""

    kind: ClassVar[str] = "simulated"
    settings: ClassVar[tuple[Setting, ...]] = ()
    instant: ClassVar[bool] = False
    gives_paper: ClassVar[bool] = True
    only_for_tests: ClassVar[bool] = True

    power: Power
    queue: bool = False
    remembers: bool = False
    media_type: str = "application/vnd.escpos"
    on: bool = True
    has_paper: bool = True
    paused: bool = False
    fault: str = "none"
    papers: list[list[Piece]] = field(default_factory=list)
    under_the_head: list[Piece] = field(default_factory=list)
    late: list[tuple[str, str, bytes]] = field(default_factory=list)
    waiting: list[tuple[str, str, bytes]] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)
    came_late: set[str] = field(default_factory=set)

    @classmethod
    def find(cls) -> tuple[()]:
        return ()

    def what_is_wrong(self) -> str | None:
        if self.queue:
            return None
        return "offline" if not self.on else None if self.has_paper else "no-paper"

    def carry(self, job_id: str, title: str, data: bytes) -> None:
        fault, self.fault = self.fault, "none"
        if fault == "die-before":
            self.power.dies()
        if not self.queue and (wrong := "no-paper" if fault == "refused" else self.what_is_wrong()):
            raise NotPrintedFault(wrong)
        self.goes_on()
        if self.waiting and fault in ("cut", "die-half-way", "late"):  # a queue keeps its order
            fault = "none"
        if fault in ("cut", "die-half-way"):
            self._prints(job_id, title, data, whole=False)
            self.told[job_id] = UNKNOWN
        elif fault == "late":
            self.late.append((job_id, title, data))
            self.told[job_id] = UNKNOWN
        else:
            self.waiting.append((job_id, title, data))
            self.told[job_id] = WAITING
            self.prints_what_waits()
        if fault in ("die-half-way", "die-after"):
            self.power.dies()
        if fault in ("cut", "late", "no-answer"):
            raise UnknownFault("cut-off" if fault == "cut" else "no-answer")
        if self.told[job_id] == WAITING:
            raise WaitingFault("no-paper" if not self.has_paper else "in-the-queue")

    def state_of(self, job_id: str) -> str:
        return self.told.get(job_id, NOT_PRINTED) if self.remembers else UNKNOWN

    def call_off(self, job_id: str) -> str:
        if self.queue:
            self.drops(job_id)
        return self.state_of(job_id)

    def drops(self, job_id: str) -> None:
        """What waits of a job is taken out of the queue."""
        if any(waiting_job[0] == job_id for waiting_job in self.waiting):
            self.waiting = [waiting_job for waiting_job in self.waiting if waiting_job[0] != job_id]
            self.told[job_id] = NOT_PRINTED

    def goes_on(self) -> None:
        """After a stall, what lay in its memory comes out."""
        for job_id, title, data in self.late:
            self._prints(job_id, title, data, whole=True)
            self.came_late.add(job_id)
            self.told[job_id] = COMPLETED
        self.late = []

    def starts_anew(self) -> None:
        """Its memory is lost; the roll is as it was, and a queue before it still holds what it held."""
        for job_id, _, _ in self.late:
            self.told[job_id] = NOT_PRINTED
        self.late = []

    def prints_what_waits(self) -> list[str]:
        """The ids of the jobs that came out."""
        if not (self.on and self.has_paper) or (self.queue and self.paused):
            return []
        out, self.waiting = self.waiting, []
        for job_id, title, data in out:
            self._prints(job_id, title, data, whole=True)
            self.told[job_id] = COMPLETED
        return [job_id for job_id, _, _ in out]

    def _prints(self, job_id: str, title: str, data: bytes, whole: bool) -> None:
        if data.startswith(ENDS):
            self._cut()
            data = data.removeprefix(ENDS)
        marked = re.search(rb"DUPLICATA (\d+)", data)
        copy = int(marked.group(1)) if marked else 1
        self.under_the_head.append(Piece(job_id, title, copy, whole))
        if whole:
            self._cut()

    def _cut(self) -> None:
        if self.under_the_head:
            self.papers.append(self.under_the_head)
        self.under_the_head = []

    def pieces(self) -> list[Piece]:
        return [piece for paper in [*self.papers, self.under_the_head] for piece in paper]

    def mended(self) -> "Simulated":
        self.on = self.has_paper = True
        self.paused, self.fault = False, "none"
        return self
