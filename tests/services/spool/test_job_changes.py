"""What happens to a job is stored once, and never over something newer."""

from kiosk.domain.printing.print_job import CalledOff, CannotPrint, Claimed, JobState, Tried
from kiosk.services.box.box import Box
from kiosk.services.spool import job_changes
from kiosk.store.printing import spool
from tests.gallery.site.gestures import submitted


def queued(box: Box) -> str:
    submitted(box)
    (job,) = spool.in_state(box.store.read(), JobState.PENDING)
    return job.id


def test_what_was_decided_of_an_older_state_changes_nothing(box: Box) -> None:
    job_id = queued(box)
    job = spool.get(box.store.read(), job_id)
    assert job is not None
    newer = job_changes.happen(box, job_id, CannotPrint("no-paper"), job.note_id)
    assert newer is not None and newer.detail == "no-paper" and newer.note_id > job.note_id
    assert job_changes.happen(box, job_id, CannotPrint("offline"), job.note_id) == newer
    assert spool.get(box.store.read(), job_id) == newer, "what is given is what is stored"
    assert job_changes.happen(box, "x" * 32, CalledOff()) is None


def test_what_changes_nothing_leaves_no_note(box: Box) -> None:
    job_id = queued(box)
    first = job_changes.happen(box, job_id, CannotPrint("no-paper"))
    assert job_changes.happen(box, job_id, CannotPrint("no-paper")) == first


def test_a_try_is_stored_with_the_job(box: Box) -> None:
    job_id = queued(box)
    job_changes.happen(box, job_id, Claimed())
    tried = job_changes.happen(box, job_id, Tried("printer", 3))
    assert tried is not None and tried.try_id and (tried.printer, tried.copy) == ("printer", 3)
    assert spool.get(box.store.read(), job_id) == tried


def test_the_key_of_a_job_that_is_over_is_held_no_longer(box: Box) -> None:
    job_id = queued(box)
    assert box.held.get(job_id) is not None
    job_changes.happen(box, job_id, CalledOff())
    assert box.held.get(job_id) is None
