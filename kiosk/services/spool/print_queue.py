"""The queue of print jobs: add jobs, send them to printers, hold, cancel and settle them."""

from msgspec.structs import replace

from kiosk.domain.answers.case import Case
from kiosk.domain.language.words import Preferences
from kiosk.domain.printing import print_job
from kiosk.domain.printing.print_job import Job, JobState, Outcome, PrinterReport, PrintJob, Reason
from kiosk.domain.screen import station
from kiosk.domain.screen.station import StationRole
from kiosk.error_codes import Refusal
from kiosk.errors import Refused, Unreadable
from kiosk.services.access.open_case import KeyHolder
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.papers import papers
from kiosk.services.papers.paper import Paper
from kiosk.services.printers import printer_choice
from kiosk.services.printers.printer_choice import Printer
from kiosk.services.visits import visits
from kiosk.store import sessions, spool
from kiosk.store.database import Database
from kiosk.words import paper_fonts
from printers import carrier
from printers.carrier import PrintFault
from printers.renderer import Renderer


def happen(box: Box, job_id: str, outcome: Outcome, seen: int = 0) -> PrintJob | None:
    """Let this happen to a job, unless it has got a newer note than `seen` (0 for whatever its note is).

    Gives the job afterwards, None where there is none.
    """
    with box.store.write() as db:
        return happen_in(box, db, job_id, outcome, seen)


def happen_in(box: Box, db: Database, job_id: str, outcome: Outcome, seen: int = 0) -> PrintJob | None:
    """As `happen`, in the caller's transaction. The key of a job that is over is held no longer."""
    job = spool.read_print_job(db, job_id)
    if job is None or (seen and job.note_id != seen):
        return job
    now = box.watch.today().now
    changed = spool.update_print_job(db, job, job.after(outcome, now), now)
    if changed.is_over:
        box.held.drop(job_id)
    return changed


NOBODY = "nobody"
"""The session of a job at a terminal where none was open."""


def has_citizen_left(box: Box, db: Database, job: PrintJob) -> bool:
    """Whether a job was queued at a terminal, and its session is over or the box restarted since."""
    if not job.session:
        return False
    if job.detail == Reason.INTERRUPTED:
        return True
    session = sessions.read_session(db, job.session)
    if session is None or session.role != StationRole.TERMINAL:
        return True
    lasts = station.ends_after(box.settings.terminal_idle_minutes, station.parse_comfort(session.comfort))
    return box.clock.now() - session.seen_at > lasts


def cancel_jobs_of_departed(box: Box) -> None:
    """Cancel the waiting jobs of citizens who have left; `ask_printer` cancels those at a printer."""
    for job in spool.select_session_jobs(box.store.read()):
        if not job.lies_here:
            continue
        with box.store.write() as db:
            now = spool.read_print_job(db, job.id)
            if now is not None and now.note_id == job.note_id and has_citizen_left(box, db, now):
                happen_in(box, db, job.id, print_job.CitizenGone())


MADE_ANEW = 3
"""Most times that a job is rendered again because another copy was sent to another printer meanwhile."""


def next_copy(db: Database, job: PrintJob) -> int:
    """The copy number of a job that is printed now: 1, or the number after the latest copy that may exist.

    Raises `Refused` (`nothing-to-print`) for a kind of paper that another version queued.
    """
    paper = papers.get_paper(job.kind)
    return 1 if paper.alike else spool.read_latest_copy(db, papers.counted_with(paper), job.subject, job.reference) + 1


def render(box: Box, job: PrintJob, renderer: Renderer, copy: int) -> bytes | None:
    """The bytes of a job, from the present contents of the store; None if no key for it is available now.

    For a case whose answers are destroyed, that is its attestation: number, day and proof, which need no key. Raises
    `Refused` (`nothing-to-print`) if the contents of another paper are destroyed.
    """
    left, alone = box.held.get(job.id), bool(job.session)
    if left is not None:
        readers = [KeyHolder(left=left, alone=alone)]
    else:
        readers = [KeyHolder(Actor(ring=ring), alone=alone) for ring in box.shifts.rings()]
    for reader in readers or [KeyHolder(alone=alone)]:  # some papers need no key
        try:
            slip = papers.make_job_slip(box, replace(job, copy=copy), reader)
            return renderer.render(slip, paper_fonts.load_paper_fonts())
        except Refused as refused:
            if refused.code != Refusal.NOTHING_TO_PRINT or left is not None:
                raise
    db = box.store.read()
    if papers.get_paper(job.kind).is_gone(db, job.subject):
        instead = papers.in_place_of(job.kind)
        if instead is not None and not instead.is_gone(db, job.subject):
            stand_in = replace(job, kind=instead.kind, copy=copy)
            slip = papers.make_job_slip(box, stand_in, KeyHolder(alone=alone))
            return renderer.render(slip, paper_fonts.load_paper_fonts())
        if readers:
            raise Refused(Refusal.NOTHING_TO_PRINT)
    return None


def attempt(box: Box, printer: Printer, job_id: str) -> str:
    """Print a pending job; gives its state afterwards, "" if it is not pending any more.

    If its last try may have been printed, the printer is asked about that first. An exception of a driver is raised
    again, and the job becomes `unknown`, for a person to check.
    """
    with box.store.write() as db:
        job = spool.read_print_job(db, job_id)
        if job is None or job.state != JobState.PENDING:
            return ""
        left = has_citizen_left(box, db, job)
        job = happen_in(box, db, job_id, print_job.CitizenGone() if left else print_job.JobClaim())
    if job is None or not job.is_claimed:
        return _state(job)
    outcome: Outcome = print_job.Unmakeable(Reason.FAULT_HERE)
    sent = False
    try:
        if job.has_open_try:
            job = happen(box, job_id, _report(box, job)) or job
        if job.is_claimed:  # else it is out, or waits there
            data = _prepare_try(box, printer, job)
            if data is None:
                outcome = print_job.NoKey()
            else:
                outcome, sent = print_job.InDoubt(Reason.FAULT_HERE), True
                printer.carrier.carry(job_id, job.reference, data)
                outcome = print_job.JobOnPaper(in_file=not printer.carrier.gives_paper)
                box.carriers.note_printed(printer.id)
    except PrintFault as fault:
        if not sent:
            outcome = print_job.NotSent(fault.code)
        elif isinstance(fault, carrier.NotPrintedFault):
            outcome = print_job.PrintFailure(fault.code)
        elif isinstance(fault, carrier.WaitingFault):
            outcome = print_job.Waits(fault.code)
        else:
            outcome = print_job.InDoubt(fault.code)
    except (Refused, Unreadable) as fault:
        outcome = print_job.Unmakeable(fault.code)
    finally:  # also after an exception of a driver; it changes nothing that is not in hand any more
        after = happen(box, job_id, outcome)
    # The citizen may have left during printing.
    if after is not None and after.session and after.state in (JobState.PROCESSING, JobState.UNKNOWN):
        return ask_printer(box, job_id)
    return _state(after)


def ask_printer(box: Box, job_id: str, called_off: Reason | None = None) -> str:
    """Ask the printer for the state of a job that was sent to it; gives the job's state afterwards.

    With `called_off` it is told to give it up, as where the citizen has left: `unknown` if it may still be printed.
    """
    job = spool.read_print_job(box.store.read(), job_id)
    if job is None or not job.is_at_a_printer:
        return _state(job)
    if called_off is None and has_citizen_left(box, box.store.read(), job):
        called_off = Reason.HAS_LEFT
    return _state(happen(box, job_id, _report(box, job, called_off), job.note_id))


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
                tried = happen_in(box, db, job.id, print_job.PrintTry(printer.id, copy))
                flush = printer.renderer.flush()
                is_cut_off = flush and tried and tried.try_id and spool.was_print_cut_off(db, printer.id, tried.try_id)
                return (flush if is_cut_off else b"") + data
        copy = now
    raise carrier.NotPrintedFault("other-copies")


def _state(job: PrintJob | None) -> str:
    return job.state if job else ""


def _report(box: Box, job: PrintJob, called_off: Reason | None = None) -> PrinterReport:
    """What a job's printer says of its last try, UNKNOWN if that printer no longer exists here."""
    printer = printer_choice.find_printer(box, box.store.read(), job.printer)
    if printer is None:
        return PrinterReport(carrier.UNKNOWN, called_off=called_off)
    asked = printer.carrier.call_off if called_off else printer.carrier.state_of
    answer = asked(job.id)
    wrong = printer.carrier.what_is_wrong() if answer == carrier.WAITING else None
    return PrinterReport(answer, wrong or Reason.IN_THE_QUEUE, called_off, not printer.carrier.gives_paper)


def queue_paper(
    box: Box,
    db: Database,
    paper: Paper,
    reference: str,
    subject: str,
    speaks: Case | Preferences | None,
    actor: Actor,
    key: bytes | None = None,
) -> str:
    """Queue one paper inside the caller's transaction; gives the job's id, "" if the actor's screen has no printer.

    `speaks` gives the language and plain wording, None for the site's language. `key` opens the contents and is held in
    memory until the job is printed; without it, the key of any mediator on shift is used.
    """
    if papers.for_job(box, db, actor.station_id, paper.kind, subject) is None:
        return ""
    job = Job(
        id=box.clock.new_id(),
        kind=paper.kind,
        reference=reference,
        subject=subject,
        language=speaks.language if speaks else box.settings.languages[0],
        plain=speaks.plain if speaks else False,
        large=actor.large,
        station_id=actor.station_id,
        session=(actor.session or NOBODY) if actor.terminal else "",
        queued_at=box.watch.today().now,
    )
    spool.insert_print_job(db, job)
    visits.note_paper(box, db, paper.kind, actor)
    if key is not None:
        box.held.add(job.id, paper.opens(db, subject), key, box.clock.monotonic())
    return job.id


def reprint_job_here(box: Box, job_id: str, actor: Actor) -> str:
    """Print a job of another screen at the actor's, if the actor holds its key; gives the new job's id.

    For a case whose answers are destroyed, an attestation (number, day, proof) is printed. Raises `Refused`:
    `no-such-job`, `nothing-to-print`.
    """
    with box.store.write() as db:
        job = spool.read_print_job(db, job_id)
        paper = papers.find_paper(job.kind) if job else None
        if job is None or paper is None or paper.in_memory:
            raise Refused(Refusal.NO_SUCH_JOB)
        key = data_keys.find_key(db, paper.opens(db, job.subject), actor)
        instead = papers.in_place_of(job.kind)
        if key is None and instead is not None and not instead.is_gone(db, job.subject):
            paper = instead
        elif key is None and not paper.alike:
            raise Refused(Refusal.NOTHING_TO_PRINT)
        speaks = Preferences(job.language, job.plain)
        return queue_paper(box, db, paper, job.reference, job.subject, speaks, actor, key)


def print_due_jobs(box: Box) -> int:
    """Print the pending jobs, one printer after the other; gives how many were printed."""
    cancel_jobs_of_departed(box)
    return sum(print_at(box, printer_id) for printer_id in printers_with_work(box))


def printers_with_work(box: Box) -> list[str]:
    """The ids of printers with pending jobs or jobs in doubt; jobs held for lack of a printer are checked again."""
    db, printer_ids = box.store.read(), dict[str, None]()
    for job in spool.select_jobs_in_state(db, JobState.HELD):
        if job.detail == Reason.NO_PRINTER and _printer_for(box, db, job) is not None:
            happen(box, job.id, print_job.PrinterBack(), job.note_id)
    for job in _at_printers(db):
        printer_ids[job.printer] = None
    for job in spool.select_jobs_in_state(db, JobState.PENDING):
        printer = _printer_for(box, db, job)
        if printer is not None:
            printer_ids[printer.id] = None
        else:
            happen(box, job.id, print_job.PrinterGone(), job.note_id)
    return list(printer_ids)


def printers_in_use(box: Box) -> set[str]:
    """The ids of the printers that are not forgotten, and of forgotten ones that may still have a job."""
    db = box.store.read()
    jobs = [*spool.select_jobs_in_state(db, JobState.PROCESSING), *spool.select_jobs_in_state(db, JobState.UNKNOWN)]
    return printer_choice.known_ids(db) | {job.printer for job in jobs if job.printer}


def print_at(box: Box, printer_id: str) -> int:
    """Ask one printer about its jobs in doubt, then print its pending jobs, oldest first; gives how many were printed.

    A failed job does not stop the others; if the printer cannot print now, its jobs stay `pending`, with the reason.
    """
    printed, db = 0, box.store.read()
    with box.carriers.turn(printer_id):
        for job in _at_printers(db):
            if job.printer == printer_id:
                printed += ask_printer(box, job.id) == JobState.COMPLETED
        pending = []
        for job in spool.select_jobs_in_state(db, JobState.PENDING):
            printer = _printer_for(box, db, job)
            if printer is not None and printer.id == printer_id:
                pending.append((printer, job))
        wrong = pending[0][0].carrier.what_is_wrong() if pending else None
        for printer, job in pending:
            if wrong:
                if job.detail != wrong:
                    happen(box, job.id, print_job.CannotPrint(wrong), job.note_id)
                continue
            state = attempt(box, printer, job.id)
            printed += state == JobState.COMPLETED
            if state == JobState.PENDING:  # the next jobs would fail for the same reason
                break
    return printed


def release(box: Box) -> None:
    """Make pending again the jobs that waited for a mediator to sign in; called after a sign-in."""
    for job in spool.select_jobs_in_state(box.store.read(), JobState.HELD):
        if job.detail == Reason.NO_KEY:
            happen(box, job.id, print_job.SignedIn(), job.note_id)


def recover_print_jobs(box: Box) -> None:
    """Resume after a restart: print jobs that were not sent yet, and ask the printers about the others.

    Jobs of terminals are not printed any more, because their citizens have left.
    """
    db = box.store.read()
    for job in [*spool.select_jobs_in_state(db, JobState.PROCESSING), *spool.select_session_jobs(db)]:
        happen(box, job.id, print_job.BoxRestart(), job.note_id)


def settle_print_job(box: Box, job_id: str, came_out: bool, actor: Actor) -> None:
    """Settle an `unknown`, `aborted` or held job as a person says: it was printed, or is to be printed again.

    After `unknown` it is printed as a duplicate; if its citizen has left the terminal, at the actor's printer. Raises
    `Refused`: `no-such-job`, `nothing-to-print`.
    """
    with box.store.write() as db:
        job = spool.read_print_job(db, job_id)
        if job is None or not job.may_be_settled:
            raise Refused(Refusal.NO_SUCH_JOB)
        elsewhere = not came_out and has_citizen_left(box, db, job)
        happen_in(box, db, job_id, print_job.SaidOut() if came_out else print_job.SaidNotOut(elsewhere))
        if elsewhere:
            reprint_job_here(box, job_id, actor)


def cancel(box: Box, job_id: str) -> None:
    """Cancel a job, also at its printer. Raises `Refused` (`no-such-job`) if it has been printed."""
    job = spool.read_print_job(box.store.read(), job_id)
    if job is not None and job.state == JobState.PROCESSING and job.is_at_a_printer:
        ask_printer(box, job_id, Reason.BY_HAND)
        return
    with box.store.write() as db:
        job = spool.read_print_job(db, job_id)
        if job is None or not job.may_be_canceled:
            raise Refused(Refusal.NO_SUCH_JOB)
        happen_in(box, db, job_id, print_job.CalledOff())


def _printer_for(box: Box, db: Database, job: PrintJob) -> Printer | None:
    return papers.for_job(box, db, job.station_id, job.kind, job.subject)


def _at_printers(db: Database) -> list[PrintJob]:
    jobs = [*spool.select_jobs_in_state(db, JobState.PROCESSING), *spool.select_jobs_in_state(db, JobState.UNKNOWN)]
    return [job for job in jobs if job.is_at_a_printer]
