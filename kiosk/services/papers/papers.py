"""Make the slip of any kind of paper from the present contents of the store: one text for paper, screen and voice."""

from dataclasses import replace

from kiosk.domain.printing.print_job import PrintJob, Tray
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.key_holder import Reader
from kiosk.services.box.box import Box
from kiosk.services.papers import bilingual
from kiosk.services.papers.kinds import PAPERS
from kiosk.services.papers.paper import Paper
from kiosk.words.languages import FRENCH
from kiosk.words.paper_fonts import fonts as fonts
from kiosk.words.words import Words
from printers.slip import Notice, Slip

_BY_KIND = {paper.kind: paper for paper in PAPERS}
IN_MEMORY = frozenset(paper.kind for paper in PAPERS if paper.in_memory)
"""Kinds of paper whose contents are in memory only, and lost by a restart."""


def find(kind: str) -> Paper | None:
    """The paper of this kind; None for a kind that another version queued."""
    return _BY_KIND.get(kind)


def paper_of(kind: str) -> Paper:
    """The paper of this kind. Raises `Refused` (`nothing-to-print`)."""
    paper = find(kind)
    if paper is None:
        raise Refused(Refusal.NOTHING_TO_PRINT)
    return paper


def in_place_of(kind: str) -> Paper | None:
    """The paper that is printed instead of one of this kind once its contents are destroyed, None if none is."""
    return next((paper for paper in PAPERS if kind in paper.stands_for), None)


def counted_with(paper: Paper) -> tuple[str, ...]:
    """The kinds of paper whose copies are counted together with this one's."""
    counted = paper.counted_as or paper.kind
    return tuple(other.kind for other in PAPERS if counted in (other.kind, other.counted_as))


def is_in(kind: str, tray: Tray) -> bool:
    """Whether a kind of paper is one of this group."""
    paper = find(kind)
    return paper is not None and paper.tray == tray


def slip_of(box: Box, job: PrintJob, reader: Reader) -> Slip:
    """The slip of a print job, marked as a duplicate if its `copy` is not the first.

    Raises `Refused` (`nothing-to-print`): its subject is gone, or this reader has no key.
    """
    words = box.words(job.language, job.plain)
    slip = replace(slip_of_kind(box, job.kind, job.subject, words, reader), large=job.large)
    if job.copy > 1:
        copy = Notice(words.code("paper", "copy", number=job.copy), "warning")
        slip = replace(slip, blocks=(slip.blocks[0], copy, *slip.blocks[1:]))
    return slip


def slip_of_kind(box: Box, kind: str, subject: str, words: Words, reader: Reader) -> Slip:
    """A paper in the language of `words`, followed by French if that is another. Raises as `slip_of` does."""
    paper = paper_of(kind)
    slip = bilingual.told(paper.make(box, subject, words.marked, reader))
    if slip.language != FRENCH:
        french = paper.make(box, subject, box.words(), reader)
        slip = bilingual.both(slip, french, box.words(), brief=paper.brief)
    return replace(slip, across=words.code("paper", "example")) if box.training else slip
