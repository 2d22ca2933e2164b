"""A carrier that keeps jobs in memory, for tests, and fails on request."""

from dataclasses import dataclass, field
from typing import ClassVar

from printers.carrier import COMPLETED, NOT_PRINTED, UNKNOWN, Found, Setting
from printers.errors import PrintFault


@dataclass(slots=True)
class Dummy:
    """`jobs` holds (job id, bytes) in order of arrival; faults queued by `fail_with` are raised one per job.

    It remembers nothing, as most receipt printers do, unless `remembers` is set.
    """

    kind: ClassVar[str] = "dummy"
    label: ClassVar[str] = "dummy"
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting("media_type", "application/pdf", "What the printer made of memory takes."),
    )
    instant: ClassVar[bool] = True
    gives_paper: ClassVar[bool] = True
    only_for_tests: ClassVar[bool] = True

    media_type: str = "application/pdf"
    jobs: list[tuple[str, bytes]] = field(default_factory=list)
    wrong: str | None = None
    remembers: bool = False
    _faults: list[PrintFault] = field(default_factory=list)

    def is_usable(self) -> bool:
        """False while `wrong` is set."""
        return self.wrong is None

    def what_is_wrong(self) -> str | None:
        """`wrong`, which a test sets."""
        return self.wrong

    def fail_with(self, *faults: PrintFault) -> None:
        """The next jobs raise these, in order; an Unknown one is printed all the same, as paper may be."""
        self._faults.extend(faults)

    def carry(self, job_id: str, title: str, data: bytes) -> None:
        """Keeps the bytes, or raises the next queued fault."""
        fault = self._faults.pop(0) if self._faults else None
        if fault is None or fault.may_have_printed:
            self.jobs.append((job_id, data))
        if fault is not None:
            raise fault

    def became(self, job_id: str) -> str:
        """Whether the bytes are among `jobs`, where it remembers."""
        if not self.remembers:
            return UNKNOWN
        return COMPLETED if any(carried_id == job_id for carried_id, _ in self.jobs) else NOT_PRINTED

    def call_off(self, job_id: str) -> str:
        """Nothing waits beyond it."""
        return self.became(job_id)

    @classmethod
    def find(cls) -> tuple[Found, ...]:
        """None is ever seen."""
        return ()
