"""The hall of the machine without a store: print jobs as values, each change of them one write that may be cut off.

The order of what is asked, noted and sent is that of `kiosk/services/spool`.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from kiosk.domain.printing.outcomes import (
    CalledOff,
    CannotPrint,
    Carried,
    Claimed,
    InDoubt,
    Left,
    NoKey,
    NotPrinted,
    Outcome,
    Reason,
    Reported,
    Restarted,
    SaidNotOut,
    SaidOut,
    SignedIn,
    Tried,
    Waits,
)
from kiosk.domain.printing.print_job import NEW_TRY, JobState, PrintJob, TryOutcome
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from printers import carrier, errors
from trials.spool.simulated import CUT, ENDS, Power, Simulated

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


@dataclass(slots=True)
class Try:
    """One try: of which job, which paper and copy, and how it ended."""

    job_id: str
    reference: str
    copy: int
    ended: TryOutcome | None = None


@dataclass(slots=True)
class ValueHall:
    """`kept` is what a restart leaves; who is at the terminal, which keys are held and who is signed in are lost."""

    power: Power
    printer: Simulated
    kept: dict[str, PrintJob] = field(default_factory=dict)
    tries: list[Try] = field(default_factory=list)
    held: set[str] = field(default_factory=set)
    signed_in: bool = True
    stay: int = 0

    def asks(self, who: int, alone: bool) -> None:
        self._queue(f"SA100{who}", f"stay-{self.stay}" if alone else "")

    def leaves(self) -> None:
        self.stay += 1
        self.looks()

    def looks(self) -> None:
        for job in self.jobs():
            if job.lies_here and self.has_left(job):
                self._happens(job.id, Left())
        for job in self.jobs():
            if job.is_at_a_printer:
                self._ask(job)
        wrong = self.printer.what_is_wrong()
        for job in [job for job in self.jobs() if job.state == JobState.PENDING]:
            if wrong:
                self._happens(job.id, CannotPrint(wrong))
            elif self._attempt(job).state == JobState.PENDING:
                break

    def starts(self) -> None:
        self.held, self.signed_in = set(), False
        self.stay += 1
        for job in self.jobs():
            self._happens(job.id, Restarted())
        self.looks()

    def signs_in(self) -> None:
        self.signed_in = True
        for job in self.jobs():
            self._happens(job.id, SignedIn())

    def settle(self, job_id: str, came_out: bool) -> None:
        job = self.kept[job_id]
        if not job.may_be_settled:
            raise Refused(Refusal.NO_SUCH_JOB)
        elsewhere = not came_out and self.has_left(job)
        self._happens(job_id, SaidOut() if came_out else SaidNotOut(elsewhere))
        if elsewhere:
            self._queue(job.reference, "")

    def cancel(self, job_id: str) -> None:
        self._happens(job_id, CalledOff())

    def jobs(self) -> list[PrintJob]:
        return list(self.kept.values())

    def has_left(self, job: PrintJob) -> bool:
        return bool(job.session) and (job.detail == Reason.INTERRUPTED or job.session != f"stay-{self.stay}")

    def _queue(self, reference: str, session: str) -> None:
        job_id = f"job-{len(self.kept)}"
        self.held.add(job_id)
        self.kept[job_id] = PrintJob(
            job_id, "receipt", reference, reference, "fr", False, False, "", session, NOON, None, 0, JobState.PENDING,
            "", NOON, None, "", None, 0,
        )  # fmt: skip

    def _happens(self, job_id: str, outcome: Outcome) -> PrintJob:
        """It happens to what is kept, in one write: all of it, or nothing where the power goes."""
        before = self.kept[job_id]
        after = before.after(outcome, NOON)
        assert not (before.is_over and after != before), "what is over is over"
        if after == before:
            return before
        self.power.write()
        if after.try_id == NEW_TRY:
            self.tries.append(Try(job_id, after.reference, after.copy))
            after = replace(after, try_id=len(self.tries))
        elif after.try_id:
            self.tries[after.try_id - 1].ended = after.ended
        self.kept[job_id] = after
        if after.is_over:
            self.held.discard(job_id)
        return after

    def _attempt(self, job: PrintJob) -> PrintJob:
        job = self._happens(job.id, Left() if self.has_left(job) else Claimed())
        if job.is_claimed and job.has_open_try:
            job = self._happens(job.id, self._report(job))
        if not job.is_claimed:
            return job
        if job.id not in self.held and not self.signed_in:
            return self._happens(job.id, NoKey())
        begun = [row for row in self.tries if row.ended != TryOutcome.NOT_PRINTED]
        copy = 1 + max((row.copy for row in begun if row.reference == job.reference), default=0)
        flush = ENDS if begun and begun[-1].ended is None else b""
        mark = f"DUPLICATA {copy}".encode() if copy > 1 else b""
        job = self._happens(job.id, Tried("", copy))
        job = self._happens(job.id, self._carried(job, flush + mark + CUT))
        return self._ask(job) if job.session and job.is_at_a_printer else job

    def _carried(self, job: PrintJob, data: bytes) -> Outcome:
        try:
            self.printer.carry(job.id, job.reference, data)
        except errors.NotPrinted as fault:
            return NotPrinted(fault.code)
        except errors.Waiting as fault:
            return Waits(fault.code)
        except errors.Unknown as fault:
            return InDoubt(fault.code)
        return Carried()

    def _ask(self, job: PrintJob) -> PrintJob:
        return self._happens(job.id, self._report(job, Reason.HAS_LEFT if self.has_left(job) else None))

    def _report(self, job: PrintJob, called_off: Reason | None = None) -> Reported:
        answer = self.printer.call_off(job.id) if called_off else self.printer.state_of(job.id)
        wrong = self.printer.what_is_wrong() if answer == carrier.WAITING else None
        return Reported(answer, wrong or Reason.IN_THE_QUEUE, called_off)


def hall(queue: bool, remembers: bool) -> ValueHall:
    """A hall with a printer, nobody in it."""
    power = Power()
    return ValueHall(power, Simulated(power, queue, remembers))
