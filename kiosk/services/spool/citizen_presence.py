"""Papers of a citizen alone come out while they are there, or not at all: never later, into an empty hall."""

from kiosk.domain.screen import comfort, idle_times
from kiosk.domain.screen.station_role import StationRole
from kiosk.services.box.box import Actor, Box
from kiosk.store.database import Database
from kiosk.store.people import sessions
from kiosk.store.printing import spool
from kiosk.store.printing.spool import JobState, PrintJob

HAS_LEFT = "has-left"
"""Why a paper was canceled: the desk can make it again."""
INTERRUPTED = "interrupted"
"""The box was started anew while a job was printing."""
NOBODY = "nobody"


def session_of(actor: Actor) -> str:
    """What a job remembers of who asks for it: their session at a terminal, "" at a desk."""
    return (actor.session or NOBODY) if actor.terminal else ""


def has_left(box: Box, db: Database, job: PrintJob) -> bool:
    """Whether a job is of a citizen alone whose session is over, whichever way, or was interrupted by a restart."""
    if not job.session:
        return False
    if job.detail == INTERRUPTED:
        return True
    found = sessions.get(db, job.session)
    if found is None or found.role != StationRole.TERMINAL:
        return True
    lasts = idle_times.ends_after(box.settings.terminal_idle_minutes, comfort.read(found.comfort))
    return box.clock.now() - found.seen_at > lasts


def let_go(box: Box) -> None:
    """Cancel what waits for citizens who have gone; what a printer may have is taken back by `trying.look`."""
    for job in spool.of_sessions(box.store.read()):
        if job.state not in (JobState.PENDING, JobState.HELD, JobState.ABORTED):
            continue
        with box.store.write() as db:
            now = spool.get(db, job.id)
            if now is not None and now.note_id == job.note_id and has_left(box, db, now):
                cancel(box, db, now)


def cancel(box: Box, db: Database, job: PrintJob, why: str = HAS_LEFT) -> None:
    """Cancel a job that no printer has, in the caller's transaction.

    One that may have come out at a try before asks a person still.
    """
    open_try = bool(job.try_id and not job.ended)
    spool.note(db, job.id, box.watch.today().now, JobState.UNKNOWN if open_try else JobState.CANCELED, why)
    if not open_try:
        box.held.drop(job.id)
