"""The queue of print jobs: add jobs, send them to printers, hold, cancel and settle them."""

from kiosk.domain.answers.case import Case
from kiosk.domain.language.words import Preferences
from kiosk.domain.printing.print_job import (
    CalledOff,
    CannotPrint,
    Job,
    JobState,
    Outcome,
    PrinterBack,
    PrinterGone,
    PrintJob,
    Reason,
    Restarted,
    SaidNotOut,
    SaidOut,
    SignedIn,
)
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.papers import paper_printer, papers
from kiosk.services.printers import printer_choice
from kiosk.services.printers.printer_choice import Printer
from kiosk.services.spool import citizen_presence, job_changes, print_attempt
from kiosk.store.database import Database
from kiosk.store.printing import spool


def queue(
    box: Box,
    db: Database,
    kind: str,
    reference: str,
    subject: str,
    case: Case | Preferences | None,
    actor: Actor,
    key: bytes | None = None,
) -> str:
    """Queue one paper inside the caller's transaction; gives the job's id, "" if the actor's screen has no printer.

    `case` gives the language and plain wording, None for the site's language. `key` opens the contents and is held in
    memory until the job is printed; without it, the key of any mediator on shift is used.
    """
    if paper_printer.for_job(box, db, actor.station_id, kind, subject) is None:
        return ""
    job = Job(
        id=box.clock.new_id(),
        kind=kind,
        reference=reference,
        subject=subject,
        language=case.language if case else box.settings.languages[0],
        plain=case.plain if case else False,
        large=actor.large,
        station_id=actor.station_id,
        session=citizen_presence.session_of(actor),
        queued_at=box.watch.today().now,
    )
    spool.add(db, job)
    if key is not None:
        box.held.add(job.id, papers.paper_of(kind).opens(db, subject), key, box.clock.monotonic())
    return job.id


def print_again(
    box: Box, kind: str, reference: str, subject: str, case: Case | None, actor: Actor, key: bytes | None
) -> str:
    """Queue another copy, which is marked as a duplicate if an earlier one may have been printed."""
    with box.store.write() as db:
        return queue(box, db, kind, reference, subject, case, actor, key)


def reissue(box: Box, job_id: str, actor: Actor) -> str:
    """Print a job of another screen at the actor's, if the actor holds its key; gives the new job's id.

    For a case whose answers are destroyed, an attestation (number, day, proof) is printed. Raises `Refused`:
    `no-such-job`, `nothing-to-print`.
    """
    with box.store.write() as db:
        job = spool.get(db, job_id)
        paper = papers.find(job.kind) if job else None
        if job is None or paper is None or paper.in_memory:
            raise Refused(Refusal.NO_SUCH_JOB)
        kind, subject = job.kind, job.subject
        key = data_keys.found_key(db, paper.opens(db, subject), actor)
        instead = papers.in_place_of(kind)
        if key is None and instead is not None and not instead.is_gone(db, subject):
            kind = instead.kind
        elif key is None and not paper.alike:
            raise Refused(Refusal.NOTHING_TO_PRINT)
        speaks = Preferences(job.language, job.plain)
        return queue(box, db, kind, job.reference, subject, speaks, actor, key)


def print_due(box: Box) -> int:
    """Print the pending jobs, one printer after the other; gives how many were printed."""
    citizen_presence.cancel_jobs_of_departed(box)
    return sum(print_at(box, printer_id) for printer_id in printers_with_work(box))


def printers_with_work(box: Box) -> list[str]:
    """The ids of printers with pending jobs or jobs in doubt; jobs held for lack of a printer are checked again."""
    db, printer_ids = box.store.read(), dict[str, None]()
    for job in spool.in_state(db, JobState.HELD):
        if job.detail == Reason.NO_PRINTER and _printer_for(box, db, job) is not None:
            _happen(box, job, PrinterBack())
    for job in _at_printers(db):
        printer_ids[job.printer] = None
    for job in spool.in_state(db, JobState.PENDING):
        printer = _printer_for(box, db, job)
        if printer is not None:
            printer_ids[printer.id] = None
        else:
            _happen(box, job, PrinterGone())
    return list(printer_ids)


def printers_in_use(box: Box) -> set[str]:
    """The ids of the printers that are not forgotten, and of forgotten ones that may still have a job."""
    db = box.store.read()
    jobs = [*spool.in_state(db, JobState.PROCESSING), *spool.in_state(db, JobState.UNKNOWN)]
    return printer_choice.known_ids(db) | {job.printer for job in jobs if job.printer}


def print_at(box: Box, printer_id: str) -> int:
    """Ask one printer about its jobs in doubt, then print its pending jobs, oldest first; gives how many were printed.

    A failed job does not stop the others; if the printer cannot print now, its jobs stay `pending`, with the reason.
    """
    printed, db = 0, box.store.read()
    with box.carriers.turn(printer_id):
        for job in _at_printers(db):
            if job.printer == printer_id:
                printed += print_attempt.ask_printer(box, job.id) == JobState.COMPLETED
        pending = []
        for job in spool.in_state(db, JobState.PENDING):
            printer = _printer_for(box, db, job)
            if printer is not None and printer.id == printer_id:
                pending.append((printer, job))
        wrong = pending[0][0].carrier.what_is_wrong() if pending else None
        for printer, job in pending:
            if wrong:
                if job.detail != wrong:
                    _happen(box, job, CannotPrint(wrong))
                continue
            state = print_attempt.attempt(box, printer, job.id)
            printed += state == JobState.COMPLETED
            if state == JobState.PENDING:  # the next jobs would fail for the same reason
                break
    return printed


def release(box: Box) -> None:
    """Make pending again the jobs that waited for a mediator to sign in; called after a sign-in."""
    for job in spool.in_state(box.store.read(), JobState.HELD):
        if job.detail == Reason.NO_KEY:
            _happen(box, job, SignedIn())


def recover(box: Box) -> None:
    """Resume after a restart: print jobs that were not sent yet, and ask the printers about the others.

    Jobs of terminals are not printed any more, because their citizens have left.
    """
    db = box.store.read()
    for job in [*spool.in_state(db, JobState.PROCESSING), *spool.of_sessions(db)]:
        _happen(box, job, Restarted())


def settle(box: Box, job_id: str, came_out: bool, actor: Actor) -> None:
    """Settle an `unknown`, `aborted` or held job as a person says: it was printed, or is to be printed again.

    After `unknown` it is printed as a duplicate; if its citizen has left the terminal, at the actor's printer. Raises
    `Refused`: `no-such-job`, `nothing-to-print`.
    """
    with box.store.write() as db:
        job = spool.get(db, job_id)
        if job is None or not job.may_be_settled:
            raise Refused(Refusal.NO_SUCH_JOB)
        elsewhere = not came_out and citizen_presence.has_left(box, db, job)
        job_changes.happen_in(box, db, job_id, SaidOut() if came_out else SaidNotOut(elsewhere))
        if elsewhere:
            reissue(box, job_id, actor)


def cancel(box: Box, job_id: str) -> None:
    """Cancel a job, also at its printer.

    Raises `Refused` (`no-such-job`) if it has been printed.
    """
    job = spool.get(box.store.read(), job_id)
    if job is not None and job.state == JobState.PROCESSING and job.is_at_a_printer:
        print_attempt.call_off(box, job_id)
        return
    with box.store.write() as db:
        job = spool.get(db, job_id)
        if job is None or not job.may_be_canceled:
            raise Refused(Refusal.NO_SUCH_JOB)
        job_changes.happen_in(box, db, job_id, CalledOff())


def _printer_for(box: Box, db: Database, job: PrintJob) -> Printer | None:
    return paper_printer.for_job(box, db, job.station_id, job.kind, job.subject)


def _at_printers(db: Database) -> list[PrintJob]:
    jobs = [*spool.in_state(db, JobState.PROCESSING), *spool.in_state(db, JobState.UNKNOWN)]
    return [job for job in jobs if job.is_at_a_printer]


def _happen(box: Box, job: PrintJob, outcome: Outcome) -> None:
    """Let this happen to a job, unless it has got a newer state since it was read."""
    job_changes.happen(box, job.id, outcome, job.note_id)
