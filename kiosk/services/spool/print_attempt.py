"""Try to print one job at one printer, and find out the state of jobs that were sent before."""

from dataclasses import dataclass, replace

from kiosk.errors import Refused, Unreadable
from kiosk.services.box.box import Box
from kiosk.services.printers import printer_choice
from kiosk.services.printers.printer_choice import Printer
from kiosk.services.spool import citizen_presence, render_job
from kiosk.store.printing import spool
from kiosk.store.printing.spool import JobState, PrintJob, TryOutcome
from printers.carrier import COMPLETED, NOT_PRINTED, UNKNOWN, WAITING
from printers.errors import NotPrinted, PrintFault, Waiting

OURS = frozenset(
    ("fonts-missing", "bad-job-id", "unknown-media-type", "format-not-taken", "no-such-paper", "nothing-to-print")
)
"""Faults that end a job, because waiting for the printer does not mend them; after any other the job waits."""
IN_THE_QUEUE = "in-the-queue"
"""The reason of a carrier for a job that only waits for its turn."""
MADE_ANEW = 3
"""Most times that a job is rendered again because another copy was sent to another printer meanwhile."""


@dataclass(frozen=True, slots=True)
class _Outcome:
    """The state to store for a job, and how its try ended (`try_id` None for no try)."""

    state: JobState
    detail: str = ""
    try_id: int | None = None
    ended: TryOutcome | None = None


def attempt(box: Box, printer: Printer, job_id: str) -> str:
    """Print a pending job; gives its state afterwards, "" if it is not pending any more.

    If its last try may have been printed, the printer is asked about that first. An exception of a driver is raised
    again, and the job becomes `unknown`, for a person to check.
    """
    job = _claim(box, job_id)
    if job is None or job.state != JobState.PENDING:
        return job.state if job else ""
    outcome, try_id = _Outcome(JobState.ABORTED, "fault-here"), None
    try:
        if (earlier := _outcome_of_last_try(box, job)) is not None:
            outcome = earlier
        elif (prepared := _prepare_try(box, printer, job)) is None:
            canceled, waits = _Outcome(JobState.CANCELED, "interrupted"), _Outcome(JobState.HELD, "waits-for-sign-in")
            outcome = canceled if job.session else waits
        else:
            try_id, data = prepared
            outcome = _Outcome(JobState.UNKNOWN, "fault-here", try_id)
            printer.carrier.carry(job_id, job.reference, data)
            outcome = _Outcome(JobState.COMPLETED, "", try_id, TryOutcome.COMPLETED)
    except PrintFault as fault:
        outcome = _outcome_of_fault(fault, try_id)
    except (Refused, Unreadable) as fault:
        outcome = _Outcome(JobState.ABORTED, fault.code)
    finally:  # also after an exception of a driver
        _note(box, job_id, outcome)
    # The citizen may have left during printing.
    may_come_out = outcome.state in (JobState.PROCESSING, JobState.UNKNOWN)
    return ask_printer(box, job_id) if job.session and may_come_out else outcome.state


def ask_printer(box: Box, job_id: str) -> str:
    """Ask the printer for the state of a job that was sent to it; gives the job's state afterwards.

    A job that waits there for a citizen who has left is canceled.
    """
    job = spool.get(box.store.read(), job_id)
    if job is None or not is_at_a_printer(job):
        return job.state if job else ""
    left = citizen_presence.has_left(box, box.store.read(), job)
    reported = _cancel_at_printer(box, job) if left else _state_at_printer(box, job)
    if reported == COMPLETED:
        outcome = _Outcome(JobState.COMPLETED, "", job.try_id, TryOutcome.COMPLETED)
    elif reported == NOT_PRINTED:
        state, detail = (JobState.CANCELED, citizen_presence.HAS_LEFT) if left else (JobState.PENDING, "not-out")
        outcome = _Outcome(state, detail, job.try_id, TryOutcome.NOT_PRINTED)
    elif reported == WAITING:
        outcome = _Outcome(JobState.PROCESSING, _reason(box, job))
    else:
        outcome = _Outcome(JobState.UNKNOWN, "no-answer" if job.detail in ("", IN_THE_QUEUE) else job.detail)
    return _note(box, job_id, outcome, job.note_id)


def call_off(box: Box, job_id: str) -> str:
    """Cancel a job that was sent to a printer; gives the job's state afterwards.

    That is `unknown` if it may still be printed.
    """
    job = spool.get(box.store.read(), job_id)
    if job is None or not is_at_a_printer(job):
        return job.state if job else ""
    reported = _cancel_at_printer(box, job)
    outcome = _Outcome(JobState.UNKNOWN, "no-answer")
    if reported == COMPLETED:
        outcome = _Outcome(JobState.COMPLETED, "", job.try_id, TryOutcome.COMPLETED)
    elif reported == NOT_PRINTED:
        outcome = _Outcome(JobState.CANCELED, "said-by-a-person", job.try_id, TryOutcome.NOT_PRINTED)
    return _note(box, job_id, outcome, job.note_id)


def is_at_a_printer(job: PrintJob) -> bool:
    """Whether a job was sent to a printer and its end is not known; False while it is being sent."""
    waits = job.state == JobState.UNKNOWN or (job.state == JobState.PROCESSING and job.detail)
    return bool(waits and job.try_id and not job.ended)


def _claim(box: Box, job_id: str) -> PrintJob | None:
    """Mark a pending job as being processed and give it; cancel it if its citizen has left; None if not pending."""
    with box.store.write() as db:
        job = spool.get(db, job_id)
        if job is None or job.state != JobState.PENDING:
            return None
        if citizen_presence.has_left(box, db, job):
            citizen_presence.cancel(box, db, job)
            return replace(job, state=JobState.CANCELED)
        spool.note(db, job_id, box.watch.today().now, JobState.PROCESSING)
        return job


def _outcome_of_last_try(box: Box, job: PrintJob) -> _Outcome | None:
    """What the printer reports of the last try, if that settles the job; None if the job must be printed."""
    if not job.try_id or job.ended:
        return None
    reported = _state_at_printer(box, job)
    if reported == COMPLETED:
        return _Outcome(JobState.COMPLETED, "printer-says-so", job.try_id, TryOutcome.COMPLETED)
    if reported == WAITING:
        return _Outcome(JobState.PROCESSING, _reason(box, job))
    if reported == NOT_PRINTED:
        with box.store.write() as db:
            spool.end_try(db, job.try_id, TryOutcome.NOT_PRINTED)
    return None


def _prepare_try(box: Box, printer: Printer, job: PrintJob) -> tuple[int, bytes] | None:
    """Store a try before any byte is sent; gives its id and the bytes to send, None if no key is available.

    If the printer's last job was cut off, the bytes begin with what ends that job (`Renderer.flush`), so that nothing
    of it is on the next citizen's paper.
    """
    copy = render_job.next_copy(box.store.read(), job)
    for _ in range(MADE_ANEW):
        data = render_job.render(box, job, printer.renderer, copy)
        if data is None:
            return None
        with box.store.write() as db:
            if (now := render_job.next_copy(db, job)) == copy:
                try_id = spool.add_try(db, job.id, printer.id, copy, box.watch.today().now)
                flush = printer.renderer.flush()
                cut_off = bool(flush) and spool.cut_off(db, printer.id, try_id)
                return try_id, (flush if cut_off else b"") + data
        copy = now
    raise NotPrinted("other-copies")


def _outcome_of_fault(fault: PrintFault, try_id: int | None) -> _Outcome:
    if isinstance(fault, NotPrinted):
        state = JobState.ABORTED if fault.code in OURS else JobState.PENDING
        return _Outcome(state, fault.code, try_id, TryOutcome.NOT_PRINTED)
    return _Outcome(JobState.PROCESSING if isinstance(fault, Waiting) else JobState.UNKNOWN, fault.code, try_id)


def _note(box: Box, job_id: str, outcome: _Outcome, seen: int = 0) -> str:
    """Store an outcome, unless the job has a newer note than `seen`; gives the job's state afterwards."""
    with box.store.write() as db:
        now = spool.get(db, job_id)
        if now is None or (seen and now.note_id != seen):
            return now.state if now else ""
        if outcome.ended and outcome.try_id:
            spool.end_try(db, outcome.try_id, outcome.ended)
        if (now.state, now.detail) != (outcome.state, outcome.detail):
            spool.note(db, job_id, box.watch.today().now, outcome.state, outcome.detail)
    if outcome.state in (JobState.COMPLETED, JobState.CANCELED):
        box.held.drop(job_id)
    return outcome.state


def _state_at_printer(box: Box, job: PrintJob) -> str:
    """The state of a job's last try, asked of its printer; UNKNOWN if that printer no longer exists here."""
    printer = printer_choice.get(box, box.store.read(), job.printer)
    return printer.carrier.state_of(job.id) if printer else UNKNOWN


def _cancel_at_printer(box: Box, job: PrintJob) -> str:
    printer = printer_choice.get(box, box.store.read(), job.printer)
    return printer.carrier.call_off(job.id) if printer else UNKNOWN


def _reason(box: Box, job: PrintJob) -> str:
    printer = printer_choice.get(box, box.store.read(), job.printer)
    return (printer.carrier.what_is_wrong() if printer else None) or IN_THE_QUEUE
