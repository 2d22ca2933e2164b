"""Render a print job to bytes when it is printed, in memory, with any key that is available then."""

import dataclasses

from msgspec.structs import replace

from kiosk.domain.printing.print_job import PrintJob
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.key_holder import NO_ONE, Reader, of_ring
from kiosk.services.box.box import Box
from kiosk.services.papers import papers
from kiosk.store.database import Database
from kiosk.store.printing import spool
from printers.renderer import Renderer


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
