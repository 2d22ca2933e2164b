"""Cancel the print jobs of citizens who have left a terminal, so that nothing is printed when nobody is there."""

from kiosk.domain.printing.print_job import Left, PrintJob, Reason
from kiosk.domain.screen import comfort, idle_times
from kiosk.domain.screen.station import StationRole
from kiosk.services.box.box import Actor, Box
from kiosk.services.spool import job_changes
from kiosk.store.database import Database
from kiosk.store.people import sessions
from kiosk.store.printing import spool

NOBODY = "nobody"


def session_of(actor: Actor) -> str:
    """The session to store with a job: the actor's at a terminal, "" at a desk."""
    return (actor.session or NOBODY) if actor.terminal else ""


def has_left(box: Box, db: Database, job: PrintJob) -> bool:
    """Whether a job was queued at a terminal, and its session is over or the box restarted since."""
    if not job.session:
        return False
    if job.detail == Reason.INTERRUPTED:
        return True
    session = sessions.get(db, job.session)
    if session is None or session.role != StationRole.TERMINAL:
        return True
    lasts = idle_times.ends_after(box.settings.terminal_idle_minutes, comfort.read(session.comfort))
    return box.clock.now() - session.seen_at > lasts


def cancel_jobs_of_departed(box: Box) -> None:
    """Cancel the waiting jobs of citizens who have left; `print_attempt.ask_printer` cancels those at a printer."""
    for job in spool.of_sessions(box.store.read()):
        if not job.lies_here:
            continue
        with box.store.write() as db:
            now = spool.get(db, job.id)
            if now is not None and now.note_id == job.note_id and has_left(box, db, now):
                job_changes.happen_in(box, db, job.id, Left())
