"""One try of one print job at one printer, and what became of the tries before it."""

from dataclasses import dataclass, replace

from kiosk.errors import Refused, Unreadable
from kiosk.services.box.box import Box
from kiosk.services.printers import printer_choice
from kiosk.services.printers.printer_choice import Printer
from kiosk.services.spool import citizen_presence, render_job
from kiosk.store.printing import spool
from kiosk.store.printing.spool import JobState, PrintJob
from printers.carrier import COMPLETED, NOT_PRINTED, UNKNOWN, WAITING
from printers.errors import NotPrinted, PrintFault, Waiting

OURS = frozenset(
    ("fonts-missing", "bad-job-id", "unknown-media-type", "format-not-taken", "no-such-paper", "nothing-to-print")
)
"""Faults that no paper and no patience mend; after every other one the job waits for its printer."""
IN_THE_QUEUE = "in-the-queue"
"""What a carrier says of a job that waits for nothing but its turn."""
MADE_ANEW = 3
"""Times that a paper is made anew because another copy of it went to another printer meanwhile."""


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What to note of a job, and how that try ended (None for no try)."""

    state: JobState
    detail: str = ""
    try_id: int | None = None
    ended: str = ""


def attempt(box: Box, printer: Printer, job_id: str) -> str:
    """Print a pending job; returns the state it is in then, "" where somebody else has it.

    What became of its last try is asked first, where that may have come out. Faults of a driver are raised, and then
    a person is asked.
    """
    job = _claimed(box, job_id)
    if job is None or job.state != JobState.PENDING:
        return job.state if job else ""
    outcome, handed = _Outcome(JobState.ABORTED, "fault-here"), None
    try:
        if (before := _before(box, job)) is not None:
            outcome = before
        elif (made := _handed(box, printer, job)) is None:
            left, waits = _Outcome(JobState.CANCELED, "interrupted"), _Outcome(JobState.HELD, "waits-for-sign-in")
            outcome = left if job.session else waits
        else:
            handed, data = made
            outcome = _Outcome(JobState.UNKNOWN, "fault-here", handed)
            printer.carrier.carry(job_id, job.reference, data)
            outcome = _Outcome(JobState.COMPLETED, "", handed, spool.COMPLETED)
    except PrintFault as fault:
        outcome = _after(fault, handed)
    except (Refused, Unreadable) as fault:
        outcome = _Outcome(JobState.ABORTED, fault.code)
    finally:  # whatever happened, the job says so
        _note(box, job_id, outcome)
    # Their citizen may have gone while the printer was at it.
    may_come_out = outcome.state in (JobState.PROCESSING, JobState.UNKNOWN)
    return look(box, job_id) if job.session and may_come_out else outcome.state


def look(box: Box, job_id: str) -> str:
    """Ask a printer what became of a job that it may have; returns the state the job is in then.

    What waits there for a citizen who has gone is taken back.
    """
    job = spool.get(box.store.read(), job_id)
    if job is None or not is_at_a_printer(job):
        return job.state if job else ""
    left = citizen_presence.has_left(box, box.store.read(), job)
    became = _called_off(box, job) if left else _asked(box, job)
    if became == COMPLETED:
        outcome = _Outcome(JobState.COMPLETED, "", job.try_id, spool.COMPLETED)
    elif became == NOT_PRINTED:
        state, detail = (JobState.CANCELED, citizen_presence.HAS_LEFT) if left else (JobState.PENDING, "not-out")
        outcome = _Outcome(state, detail, job.try_id, spool.NOT_PRINTED)
    elif became == WAITING:
        outcome = _Outcome(JobState.PROCESSING, _reason(box, job))
    else:
        outcome = _Outcome(JobState.UNKNOWN, "no-answer" if job.detail in ("", IN_THE_QUEUE) else job.detail)
    return _note(box, job_id, outcome, job.note_id)


def call_off(box: Box, job_id: str) -> str:
    """Nobody wants a paper that a printer may have: take it back where it waits; returns what state that makes.

    `unknown` where it may come out all the same.
    """
    job = spool.get(box.store.read(), job_id)
    if job is None or not is_at_a_printer(job):
        return job.state if job else ""
    became = _called_off(box, job)
    outcome = _Outcome(JobState.UNKNOWN, "no-answer")
    if became == COMPLETED:
        outcome = _Outcome(JobState.COMPLETED, "", job.try_id, spool.COMPLETED)
    elif became == NOT_PRINTED:
        outcome = _Outcome(JobState.CANCELED, "said-by-a-person", job.try_id, spool.NOT_PRINTED)
    return _note(box, job_id, outcome, job.note_id)


def is_at_a_printer(job: PrintJob) -> bool:
    """Whether a job was handed over and nobody knows yet what became of it; not the one that is being handed over."""
    waits = job.state == JobState.UNKNOWN or (job.state == JobState.PROCESSING and job.detail)
    return bool(waits and job.try_id and not job.ended)


def _claimed(box: Box, job_id: str) -> PrintJob | None:
    """A pending job, taken; one whose citizen has gone, canceled; None where somebody else has it."""
    with box.store.write() as db:
        job = spool.get(db, job_id)
        if job is None or job.state != JobState.PENDING:
            return None
        if citizen_presence.has_left(box, db, job):
            citizen_presence.cancel(box, db, job)
            return replace(job, state=JobState.CANCELED)
        spool.note(db, job_id, box.watch.today().now, JobState.PROCESSING)
        return job


def _before(box: Box, job: PrintJob) -> _Outcome | None:
    """What its printer says of the last try, where that ends the matter; None where it is to be printed."""
    if not job.try_id or job.ended:
        return None
    became = _asked(box, job)
    if became == COMPLETED:
        return _Outcome(JobState.COMPLETED, "printer-says-so", job.try_id, spool.COMPLETED)
    if became == WAITING:
        return _Outcome(JobState.PROCESSING, _reason(box, job))
    if became == NOT_PRINTED:
        with box.store.write() as db:
            spool.end_try(db, job.try_id, spool.NOT_PRINTED)
    return None


def _handed(box: Box, printer: Printer, job: PrintJob) -> tuple[int, bytes] | None:
    """The try, kept before any byte leaves, and the bytes; None where nobody can read what they would say.

    Before them goes what ends a paper that was cut off, so that nothing of it is on the next citizen's.
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


def _after(fault: PrintFault, handed: int | None) -> _Outcome:
    if isinstance(fault, NotPrinted):
        state = JobState.ABORTED if fault.code in OURS else JobState.PENDING
        return _Outcome(state, fault.code, handed, spool.NOT_PRINTED)
    return _Outcome(JobState.PROCESSING if isinstance(fault, Waiting) else JobState.UNKNOWN, fault.code, handed)


def _note(box: Box, job_id: str, outcome: _Outcome, seen: int = 0) -> str:
    """Note it, unless something newer than the note `seen` was said meanwhile; returns the state the job is in."""
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


def _asked(box: Box, job: PrintJob) -> str:
    """What the printer of its last try says of a job; UNKNOWN once that printer is forgotten."""
    printer = printer_choice.get(box, box.store.read(), job.printer)
    return printer.carrier.became(job.id) if printer else UNKNOWN


def _called_off(box: Box, job: PrintJob) -> str:
    printer = printer_choice.get(box, box.store.read(), job.printer)
    return printer.carrier.call_off(job.id) if printer else UNKNOWN


def _reason(box: Box, job: PrintJob) -> str:
    printer = printer_choice.get(box, box.store.read(), job.printer)
    return (printer.carrier.what_is_wrong() if printer else None) or IN_THE_QUEUE
