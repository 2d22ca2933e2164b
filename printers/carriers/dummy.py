"""A carrier for tests, which keeps print jobs in memory and fails on request."""

from dataclasses import dataclass, field
from typing import ClassVar

from printers.carrier import COMPLETED, NOT_PRINTED, UNKNOWN, Carrier, PrintFault, Setting


@dataclass(slots=True)
class Dummy(Carrier):
    """A printer in memory. `jobs` holds (job id, bytes) in order of arrival; `wrong` and `remembers` are a test's."""

    kind: ClassVar[str] = "dummy"
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting("media_type", "application/pdf", "What the printer made of memory takes."),
    )
    instant: ClassVar[bool] = True
    only_for_tests: ClassVar[bool] = True

    media_type: str = "application/pdf"
    jobs: list[tuple[str, bytes]] = field(default_factory=list)
    wrong: str | None = None
    remembers: bool = False
    _faults: list[PrintFault] = field(default_factory=list)

    def what_is_wrong(self) -> str | None:
        return self.wrong

    def fail_with(self, *faults: PrintFault) -> None:
        """Make the next jobs raise these faults, one a job, in order; a job that raises Unknown is in `jobs` too."""
        self._faults.extend(faults)

    def carry(self, job_id: str, title: str, data: bytes) -> None:
        fault = self._faults.pop(0) if self._faults else None
        if fault is None or fault.may_have_printed:
            self.jobs.append((job_id, data))
        if fault is not None:
            raise fault

    def state_of(self, job_id: str) -> str:
        if not self.remembers:
            return UNKNOWN
        return COMPLETED if any(carried_id == job_id for carried_id, _ in self.jobs) else NOT_PRINTED
