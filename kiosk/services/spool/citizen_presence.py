"""Cancel the print jobs of citizens who have left a terminal, so that nothing is printed when nobody is there."""

from kiosk.domain.screen import comfort, idle_times
from kiosk.domain.screen.station_role import StationRole
from kiosk.services.box.box import Actor, Box
from kiosk.store.database import Database
from kiosk.store.people import sessions
from kiosk.store.printing import spool
from kiosk.store.printing.spool import JobState, PrintJob

HAS_LEFT = "has-left"
"""Why a job was canceled: its citizen has left. The desk can print it again."""
INTERRUPTED = "interrupted"
"""Why a job is in doubt: the box restarted while it was printing."""
NOBODY = "nobody"


def session_of(actor: Actor) -> str:
    """The session to store with a job: the actor's at a terminal, "" at a desk."""
    return (actor.session or NOBODY) if actor.terminal else ""


def has_left(box: Box, db: Database, job: PrintJob) -> bool:
    """Whether a job was queued at a terminal, and its session is over or the box restarted since."""
    if not job.session:
        return False
    if job.detail == INTERRUPTED:
        return True
    session = sessions.get(db, job.session)
    if session is None or session.role != StationRole.TERMINAL:
        return True
    lasts = idle_times.ends_after(box.settings.terminal_idle_minutes, comfort.read(session.comfort))
    return box.clock.now() - session.seen_at > lasts


def cancel_jobs_of_departed(box: Box) -> None:
    """Cancel the waiting jobs of citizens who have left; `print_attempt.ask_printer` cancels those at a printer."""
    for job in spool.of_sessions(box.store.read()):
        if job.state not in (JobState.PENDING, JobState.HELD, JobState.ABORTED):
            continue
        with box.store.write() as db:
            now = spool.get(db, job.id)
            if now is not None and now.note_id == job.note_id and has_left(box, db, now):
                cancel(box, db, now)


def cancel(box: Box, db: Database, job: PrintJob, why: str = HAS_LEFT) -> None:
    """Cancel a job that is not at a printer, in the caller's transaction.

    A job that an earlier try may have printed becomes `unknown` instead, so that a person checks it.
    """
    open_try = bool(job.try_id and not job.ended)
    spool.note(db, job.id, box.watch.today().now, JobState.UNKNOWN if open_try else JobState.CANCELED, why)
    if not open_try:
        box.held.drop(job.id)
