"""What happens to a print job is stored: fetch it, let it become what it becomes, save it."""

from kiosk.domain.printing.print_job import Outcome, PrintJob
from kiosk.services.box.box import Box
from kiosk.store.database import Database
from kiosk.store.printing import spool


def happen(box: Box, job_id: str, outcome: Outcome, seen: int = 0) -> PrintJob | None:
    """Let this happen to a job, unless it has got a newer note than `seen` (0 for whatever its note is).

    Gives the job afterwards, None where there is none.
    """
    with box.store.write() as db:
        return happen_in(box, db, job_id, outcome, seen)


def happen_in(box: Box, db: Database, job_id: str, outcome: Outcome, seen: int = 0) -> PrintJob | None:
    """As `happen`, in the caller's transaction. The key of a job that is over is held no longer."""
    job = spool.get(db, job_id)
    if job is None or (seen and job.note_id != seen):
        return job
    now = box.watch.today().now
    changed = spool.save(db, job, job.after(outcome, now), now)
    if changed.is_over:
        box.held.drop(job_id)
    return changed
