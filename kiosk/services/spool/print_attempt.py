"""Try to print one job at one printer, and find out the state of jobs that were sent before."""

import dataclasses

from msgspec.structs import replace

from kiosk.domain.printing import print_job
from kiosk.domain.printing.print_job import JobState, Outcome, PrintJob, Reason, Reported
from kiosk.error_codes import Refusal
from kiosk.errors import Refused, Unreadable
from kiosk.services.access.key_holder import NO_ONE, Reader, of_ring
from kiosk.services.box.box import Box
from kiosk.services.papers import papers
from kiosk.services.printers import printer_choice
from kiosk.services.printers.printer_choice import Printer
from kiosk.services.spool import citizen_presence, job_changes
from kiosk.store.database import Database
from kiosk.store.printing import spool
from printers import carrier
from printers.carrier import PrintFault
from printers.renderer import Renderer

MADE_ANEW = 3
"""Most times that a job is rendered again because another copy was sent to another printer meanwhile."""


def next_copy(db: Database, job: PrintJob) -> int:
    """The copy number of a job that is printed now: 1, or the number after the latest copy that may exist.

    Raises `Refused` (`nothing-to-print`) for a kind of paper that another version queued.
    """
    paper = papers.paper_of(job.kind)
    return 1 if paper.alike else spool.latest_copy(db, papers.counted_with(paper), job.subject, job.reference) + 1


def render(box: Box, job: PrintJob, renderer: Renderer, copy: int) -> bytes | None:
    """The bytes of a job, from the present contents of the store; None if no key for it is available now.

    For a case whose answers are destroyed, that is its attestation: number, day and proof, which need no key. Raises
    `Refused` (`nothing-to-print`) if the contents of another paper are destroyed.
    """
    left, alone = box.held.get(job.id), bool(job.session)
    if left is not None:
        readers = [Reader(left=left, alone=alone)]
    else:
        readers = [of_ring(ring, alone) for ring in box.shifts.rings()]
    for reader in readers or [dataclasses.replace(NO_ONE, alone=alone)]:  # some papers need no key
        try:
            return renderer.render(papers.slip_of(box, replace(job, copy=copy), reader), papers.fonts())
        except Refused as refused:
            if refused.code != Refusal.NOTHING_TO_PRINT or left is not None:
                raise
    db = box.store.read()
    if papers.paper_of(job.kind).is_gone(db, job.subject):
        instead = papers.in_place_of(job.kind)
        if instead is not None and not instead.is_gone(db, job.subject):
            stand_in = replace(job, kind=instead.kind, copy=copy)
            return renderer.render(
                papers.slip_of(box, stand_in, dataclasses.replace(NO_ONE, alone=alone)), papers.fonts()
            )
        if readers:
            raise Refused(Refusal.NOTHING_TO_PRINT)
    return None


def attempt(box: Box, printer: Printer, job_id: str) -> str:
    """Print a pending job; gives its state afterwards, "" if it is not pending any more.

    If its last try may have been printed, the printer is asked about that first. An exception of a driver is raised
    again, and the job becomes `unknown`, for a person to check.
    """
    job = _claim(box, job_id)
    if job is None or not job.is_claimed:
        return _state(job)
    outcome: Outcome = print_job.Unmakeable(Reason.FAULT_HERE)
    sent = False
    try:
        if job.has_open_try:
            job = job_changes.happen(box, job_id, _report(box, job)) or job
        if job.is_claimed:  # else it is out, or waits there
            data = _prepare_try(box, printer, job)
            if data is None:
                outcome = print_job.NoKey()
            else:
                outcome, sent = print_job.InDoubt(Reason.FAULT_HERE), True
                printer.carrier.carry(job_id, job.reference, data)
                outcome = print_job.Carried()
    except PrintFault as fault:
        outcome = _outcome_of(fault) if sent else print_job.NotSent(fault.code)
    except (Refused, Unreadable) as fault:
        outcome = print_job.Unmakeable(fault.code)
    finally:  # also after an exception of a driver; it changes nothing that is not in hand any more
        after = job_changes.happen(box, job_id, outcome)
    # The citizen may have left during printing.
    if after is not None and after.session and after.state in (JobState.PROCESSING, JobState.UNKNOWN):
        return ask_printer(box, job_id)
    return _state(after)


def ask_printer(box: Box, job_id: str) -> str:
    """Ask the printer for the state of a job that was sent to it; gives the job's state afterwards.

    A job that waits there for a citizen who has left is canceled.
    """
    job = spool.get(box.store.read(), job_id)
    if job is None or not job.is_at_a_printer:
        return _state(job)
    left = citizen_presence.has_left(box, box.store.read(), job)
    report = _report(box, job, Reason.HAS_LEFT if left else None)
    return _state(job_changes.happen(box, job_id, report, job.note_id))


def call_off(box: Box, job_id: str) -> str:
    """Cancel a job that was sent to a printer; gives the job's state afterwards.

    That is `unknown` if it may still be printed.
    """
    job = spool.get(box.store.read(), job_id)
    if job is None or not job.is_at_a_printer:
        return _state(job)
    return _state(job_changes.happen(box, job_id, _report(box, job, Reason.BY_HAND), job.note_id))


def _claim(box: Box, job_id: str) -> PrintJob | None:
    """Take a pending job in hand; cancel it if its citizen has left; None if it is not pending."""
    with box.store.write() as db:
        job = spool.get(db, job_id)
        if job is None or job.state != JobState.PENDING:
            return None
        left = citizen_presence.has_left(box, db, job)
        return job_changes.happen_in(box, db, job_id, print_job.Left() if left else print_job.Claimed())


def _prepare_try(box: Box, printer: Printer, job: PrintJob) -> bytes | None:
    """Store a try before any byte is sent; gives the bytes to send, None if no key is available.

    If the printer's last job was cut off, the bytes begin with what ends that job (`Renderer.flush`), so that nothing
    of it is on the next citizen's paper.
    """
    copy = next_copy(box.store.read(), job)
    for _ in range(MADE_ANEW):
        data = render(box, job, printer.renderer, copy)
        if data is None:
            return None
        with box.store.write() as db:
            if (now := next_copy(db, job)) == copy:
                tried = job_changes.happen_in(box, db, job.id, print_job.Tried(printer.id, copy))
                flush = printer.renderer.flush()
                is_cut_off = flush and tried and tried.try_id and spool.cut_off(db, printer.id, tried.try_id)
                return (flush if is_cut_off else b"") + data
        copy = now
    raise carrier.NotPrinted("other-copies")


def _outcome_of(fault: PrintFault) -> Outcome:
    if isinstance(fault, carrier.NotPrinted):
        return print_job.NotPrinted(fault.code)
    return print_job.Waits(fault.code) if isinstance(fault, carrier.Waiting) else print_job.InDoubt(fault.code)


def _state(job: PrintJob | None) -> str:
    return job.state if job else ""


def _report(box: Box, job: PrintJob, called_off: Reason | None = None) -> Reported:
    """What a job's printer says of its last try, UNKNOWN if that printer no longer exists here.

    With `called_off`, the printer is told to give it up first.
    """
    printer = printer_choice.get(box, box.store.read(), job.printer)
    if printer is None:
        return Reported(carrier.UNKNOWN, called_off=called_off)
    asked = printer.carrier.call_off if called_off else printer.carrier.state_of
    answer = asked(job.id)
    wrong = printer.carrier.what_is_wrong() if answer == carrier.WAITING else None
    return Reported(answer, wrong or Reason.IN_THE_QUEUE, called_off)
