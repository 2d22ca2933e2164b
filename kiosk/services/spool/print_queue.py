"""What is to be printed: queued in the transaction that makes it, rendered when it prints, never twice by accident."""

from kiosk.domain.answers.case import Case
from kiosk.domain.language.preferences import Preferences
from kiosk.errors import Refused
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.papers import papers
from kiosk.services.printers import printer_choice
from kiosk.services.printers.printer_choice import Printer
from kiosk.services.spool import citizen_presence, print_attempt
from kiosk.store.cases import cases
from kiosk.store.database import Database
from kiosk.store.events import outbox
from kiosk.store.printing import spool
from kiosk.store.printing.spool import Job, JobState, PrintJob

NO_PRINTER, NO_KEY = "no-printer", "waits-for-sign-in"
"""Why a job is held."""
_SETTLED_BY_HAND = (JobState.UNKNOWN, JobState.ABORTED, JobState.HELD)


def queue(
    box: Box, db: Database, kind: str, reference: str, subject: str, case: Case | Preferences | None, actor: Actor,
    key: bytes | None = None,
) -> str:  # fmt: skip
    """Queue one paper inside the caller's transaction; its job's id, "" where nothing prints at the actor's screen.

    It speaks as its case does, or as its reader prefers; None for how the town hall prints.
    `key` opens what it is made of, and is held in memory until it is out; without it whoever is on shift opens it.
    """
    if printer_choice.for_job(box, db, actor.station_id, kind, subject) is None:
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
        event = outbox.get(db, subject)
        box.held.add(job.id, event.stream if event else subject, key, box.clock.monotonic())
    return job.id


def print_again(
    box: Box, kind: str, reference: str, subject: str, case: Case | None, actor: Actor, key: bytes | None
) -> str:  # fmt: skip
    """Queue another copy, marked as such once one may have come out."""
    with box.store.write() as db:
        return queue(box, db, kind, reference, subject, case, actor, key)


def reissue(box: Box, job_id: str, actor: Actor) -> str:
    """Print at the actor's screen what was asked for at another, by whoever holds the key; the new job's id.

    Of a case whose answers are destroyed, what stays of it is printed: its number, its day, its proof. Raises
    `Refused`: `no-such-job`, `nothing-to-print`.
    """
    with box.store.write() as db:
        job = spool.get(db, job_id)
        if job is None or job.kind in papers.IN_MEMORY:
            raise Refused("no-such-job")
        kind, subject = job.kind, job.subject
        event = outbox.get(db, subject)
        key = data_keys.found_key(db, event.stream if event else subject, actor)
        if key is None and kind in papers.OF_CASES and cases.submission(db, subject) is not None:
            kind = papers.ATTESTATION
        elif key is None and kind not in papers.ALIKE:
            raise Refused("nothing-to-print")
        speaks = Preferences(job.language, job.plain)
        return queue(box, db, kind, job.reference, subject, speaks, actor, key)


def print_due(box: Box) -> int:
    """Print what is pending, one printer after the other; returns how many came out."""
    citizen_presence.let_go(box)
    return sum(print_at(box, printer_id) for printer_id in at_work(box))


def at_work(box: Box) -> list[str]:
    """The printers that have something to do, or something to be asked; what waited for a printer may have one now."""
    db, found = box.store.read(), dict[str, None]()
    for job in spool.in_state(db, JobState.HELD):
        if job.detail == NO_PRINTER and _where(box, db, job) is not None:
            _note(box, job, JobState.PENDING)
    for job in _at_printers(db):
        found[job.printer] = None
    for job in spool.in_state(db, JobState.PENDING):
        printer = _where(box, db, job)
        if printer is not None:
            found[printer.id] = None
        else:
            _hold(box, job)
    return list(found)


def in_use(box: Box) -> set[str]:
    """The ids of the printers that are not forgotten, and of those that may still have a job."""
    db = box.store.read()
    jobs = [*spool.in_state(db, JobState.PROCESSING), *spool.in_state(db, JobState.UNKNOWN)]
    return printer_choice.known_ids(db) | {job.printer for job in jobs if job.printer}


def print_at(box: Box, printer_id: str) -> int:
    """Ask one printer for what it may have, then print what is pending there, oldest first; how many came out.

    A fault of one job stops no other; a printer that cannot print now keeps its jobs `pending`, with the reason.
    """
    came_out, db = 0, box.store.read()
    with box.carriers.turn(printer_id):
        for job in _at_printers(db):
            if job.printer == printer_id:
                came_out += print_attempt.look(box, job.id) == JobState.COMPLETED
        mine = []
        for job in spool.in_state(db, JobState.PENDING):
            printer = _where(box, db, job)
            if printer is not None and printer.id == printer_id:
                mine.append((printer, job))
        wrong = mine[0][0].carrier.what_is_wrong() if mine else None
        for printer, job in mine:
            if wrong:
                _say_why(box, job, wrong)
                continue
            state = print_attempt.attempt(box, printer, job.id)
            came_out += state == JobState.COMPLETED
            if state == JobState.PENDING:  # what comes after it waits for the same
                break
    return came_out


def release(box: Box) -> None:
    """Someone signed in: what waited for that is tried again."""
    for job in spool.in_state(box.store.read(), JobState.HELD):
        if job.detail == NO_KEY:
            _note(box, job, JobState.PENDING)


def _hold(box: Box, job: PrintJob) -> None:
    """Nothing prints where a job was asked for, any more: a citizen alone does not wait, the desk chooses a printer."""
    if not job.session:
        _note(box, job, JobState.HELD, NO_PRINTER)
        return
    with box.store.write() as db:
        citizen_presence.cancel(box, db, job, NO_PRINTER)


def recover(box: Box) -> None:
    """After a power cut: what no printer was handed is printed, and of the rest its printer is asked what became.

    Citizens alone have gone: nothing of theirs prints any more.
    """
    for job in spool.in_state(box.store.read(), JobState.PROCESSING):
        if job.try_id and not job.ended:
            _note(box, job, JobState.PROCESSING, citizen_presence.INTERRUPTED)
        else:
            _note(box, job, JobState.PENDING)
    for job in spool.of_sessions(box.store.read()):
        if job.state == JobState.UNKNOWN:  # it may wait in a queue all the same
            _note(box, job, JobState.UNKNOWN, citizen_presence.INTERRUPTED)
        elif job.state in (JobState.PENDING, JobState.HELD, JobState.ABORTED):
            with box.store.write() as db:
                citizen_presence.cancel(box, db, job, citizen_presence.INTERRUPTED)


def settle(box: Box, job_id: str, came_out: bool, actor: Actor) -> None:
    """What the person saw of an `unknown` or `aborted` job: it came out, or it is printed again.

    After `unknown` it prints as a DUPLICATA, whatever they say; for a citizen who has left a terminal, where the actor
    is. Raises `Refused`: `no-such-job`, `nothing-to-print`.
    """
    with box.store.write() as db:
        job = spool.get(db, job_id)
        elsewhere = not came_out and job is not None and citizen_presence.has_left(box, db, job)
        otherwise = JobState.CANCELED if elsewhere else JobState.PENDING
        _say(box, job_id, _SETTLED_BY_HAND, JobState.COMPLETED if came_out else otherwise)
        if elsewhere:
            reissue(box, job_id, actor)


def cancel(box: Box, job_id: str) -> None:
    """Nobody wants this paper any more; one that waits at a printer is taken back there.

    Raises `Refused("no-such-job")` once it has printed.
    """
    job = spool.get(box.store.read(), job_id)
    if job is not None and job.state == JobState.PROCESSING and print_attempt.is_at_a_printer(job):
        print_attempt.call_off(box, job_id)
    else:
        _say(box, job_id, (JobState.PENDING, *_SETTLED_BY_HAND), JobState.CANCELED)


def _where(box: Box, db: Database, job: PrintJob) -> Printer | None:
    return printer_choice.for_job(box, db, job.station_id, job.kind, job.subject)


def _at_printers(db: Database) -> list[PrintJob]:
    found = [*spool.in_state(db, JobState.PROCESSING), *spool.in_state(db, JobState.UNKNOWN)]
    return [job for job in found if print_attempt.is_at_a_printer(job)]


def _say(box: Box, job_id: str, states: tuple[JobState, ...], state: JobState) -> None:
    """Note what a person says of a job in one of these states, once. Raises `Refused("no-such-job")` for any other."""
    with box.store.write() as db:
        job = spool.get(db, job_id)
        if job is None or job.state not in states:
            raise Refused("no-such-job")
        spool.note(db, job_id, box.watch.today().now, state, "said-by-a-person")
    if state in (JobState.COMPLETED, JobState.CANCELED):
        box.held.drop(job_id)


def _say_why(box: Box, job: PrintJob, why: str) -> None:
    if job.detail != why:
        _note(box, job, JobState.PENDING, why)


def _note(box: Box, job: PrintJob, state: JobState, detail: str = "") -> None:
    """Note it of a job as it was seen; whatever was said of it since stands."""
    with box.store.write() as db:
        now = spool.get(db, job.id)
        if now is not None and now.note_id == job.note_id:
            spool.note(db, job.id, box.watch.today().now, state, detail)
    if state == JobState.CANCELED:
        box.held.drop(job.id)
