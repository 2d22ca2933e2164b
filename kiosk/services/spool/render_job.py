"""The bytes of a print job, made at the moment it prints, in memory, with whatever key is at hand."""

from dataclasses import replace

from kiosk.errors import Refused
from kiosk.services.access.key_holder import NO_ONE, Reader, of_ring
from kiosk.services.box.box import Box
from kiosk.services.papers import papers
from kiosk.store.database import Database
from kiosk.store.printing import spool
from kiosk.store.printing.spool import PrintJob
from printers.renderer import Renderer


def next_copy(db: Database, job: PrintJob) -> int:
    """What the paper of a job is when it prints now: 1, or the DUPLICATA after all that may be in the world."""
    if job.kind in papers.ALIKE:
        return 1
    return spool.latest_copy(db, papers.same_as(job.kind), job.subject, job.reference) + 1


def render(box: Box, job: PrintJob, renderer: Renderer, copy: int) -> bytes | None:
    """The bytes of a job, made of what is true now; None where nobody here can read it now.

    Raises `Refused` where its subject is gone.
    """
    left, alone = box.held.get(job.id), bool(job.session)
    if left is not None:
        readers = [Reader(left=left, alone=alone)]
    else:
        readers = [of_ring(ring, alone) for ring in box.shifts.rings()]
    for reader in readers or [replace(NO_ONE, alone=alone)]:  # some papers are made of nobody's words
        try:
            return renderer.render(papers.slip_of(box, replace(job, copy=copy), reader), papers.fonts())
        except Refused as refused:
            if refused.code != "nothing-to-print" or left is not None:
                raise
    if readers and papers.is_gone(box, job):
        raise Refused("nothing-to-print")
    return None
