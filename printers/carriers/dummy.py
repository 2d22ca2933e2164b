"""A carrier for tests, which keeps print jobs in memory and fails on request."""

from dataclasses import dataclass, field
from typing import ClassVar

from printers.carrier import COMPLETED, NOT_PRINTED, UNKNOWN, FoundPrinter, PrintFault, Setting


@dataclass(slots=True)
class Dummy:
    """A printer in memory. `jobs` holds (job id, bytes) in order of arrival.

    Like most receipt printers it cannot be asked about past jobs, unless `remembers` is set.
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
        """Make the next jobs raise these faults, one a job, in order; a job that raises Unknown is in `jobs` too."""
        self._faults.extend(faults)

    def carry(self, job_id: str, title: str, data: bytes) -> None:
        """Keep the bytes, or raise the next fault of `fail_with`."""
        fault = self._faults.pop(0) if self._faults else None
        if fault is None or fault.may_have_printed:
            self.jobs.append((job_id, data))
        if fault is not None:
            raise fault

    def state_of(self, job_id: str) -> str:
        """Whether the job is in `jobs`; UNKNOWN unless `remembers` is set."""
        if not self.remembers:
            return UNKNOWN
        return COMPLETED if any(carried_id == job_id for carried_id, _ in self.jobs) else NOT_PRINTED

    def call_off(self, job_id: str) -> str:
        """The state of the job: there is no queue from which to take it."""
        return self.state_of(job_id)

    @classmethod
    def find(cls) -> tuple[FoundPrinter, ...]:
        """None: no search finds it."""
        return ()
