"""Make the slip of any kind of paper from the present contents of the store: one text for paper, screen and voice."""

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import fields, replace
from itertools import pairwise
from typing import Any

from kiosk.domain.language.spelling import CLOSES, OPENS
from kiosk.domain.printing.print_job import PrintJob, Tray
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import KeyHolder
from kiosk.services.box.box import Box
from kiosk.services.papers.kinds import PAPERS
from kiosk.services.papers.paper import Paper
from kiosk.services.printers import printer_choice
from kiosk.services.printers.printer_choice import Printer
from kiosk.store.database import Database
from kiosk.words.languages import FRENCH
from kiosk.words.words import Words
from printers import slip as blocks
from printers.slip import Block, Heading, Line, Notice, Slip, Small, TranslatedBlock

_ONCE = (blocks.Code, blocks.Rule, blocks.Signature, blocks.WriteIn)
"""Blocks that are not repeated in French: they are scanned, signed or filled in once."""
_TITLE = 2
"""The level of the heading that says what the paper is; the town hall's name above it is of the first."""
_MARKS = str.maketrans("", "", OPENS + CLOSES)
_MARKED = re.compile(f"{OPENS}[^{CLOSES}]*{CLOSES}")
_BY_KIND = {paper.kind: paper for paper in PAPERS}
IN_MEMORY = frozenset(paper.kind for paper in PAPERS if paper.in_memory)
"""Kinds of paper whose contents are in memory only, and lost by a restart."""


def mark_french_blocks(slip: Slip) -> Slip:
    """The slip with each block that is wholly French words set as French, instead of marked in its text.

    A line that is French in part stays in the slip's language: a paper's tags speak of whole paragraphs.
    """
    return replace(slip, title=slip.title.translate(_MARKS), blocks=tuple(_told(block, slip) for block in slip.blocks))


def both(theirs: Slip, french: Slip, words: Words, brief: bool = False, counts: Small | None = None) -> Slip:
    """The person's slip followed by the French one; unchanged if theirs is French. `words` are the French words.

    What stands in French above is not said again. `brief`: only what the office needs (what, who, when, which papers),
    without the number, which is the same in every language, and the explanations that the person has read. `counts`
    begins the French where that is what counts: then all its sentences stand there, also those above.
    """
    if theirs.language == french.language or french.language != FRENCH:
        return theirs
    above = {block.block if isinstance(block, TranslatedBlock) else block for block in theirs.blocks}
    again = Line if counts else ()
    kept = [
        block
        for block in french.blocks
        if (block not in above or isinstance(block, again)) and not isinstance(block, _ONCE)
    ]
    heads = (pair for pair in pairwise(french.blocks) if isinstance(pair[0], Heading) and pair[0].level > _TITLE)
    emptied = {block for block, following in heads if following not in kept}
    if brief:
        kept = list(filter(_is_for_the_office, kept))
    title = next((block for block in kept if isinstance(block, Heading) and block.level == _TITLE), None)
    head = " – ".join((words.code("paper", "in-french"), *((title.text,) if title else ())))
    said = (Heading(head, _TITLE), *((counts,) if counts else ()))
    added = (*said, *_below((block for block in kept if block is not title), emptied))
    below = tuple(TranslatedBlock(french.language, french.direction, block) for block in added)
    return replace(theirs, blocks=(*theirs.blocks, blocks.Rule(), *below))


def _below(french: Iterable[Block], emptied: Set[Block]) -> Iterator[Block]:
    """These blocks without the town hall's name and headings of nothing, and with the reference in normal size.

    `emptied` are headings whose first block stands above. A document of a list has a heading alone, and keeps it.
    """
    for block, following in pairwise([*french, None]):
        if isinstance(block, blocks.Big):
            yield blocks.Pair(block.label, block.text)
        elif isinstance(block, Heading):
            # Nothing is left under a heading that a notice follows: a notice is about the whole paper.
            is_last = following is None or isinstance(following, Heading | Notice)
            if block.level > 1 and not (block in emptied and is_last):
                yield block
        elif block is not None:
            yield block


def _is_for_the_office(block: Block) -> bool:
    if isinstance(block, Heading):
        return block.level == 2
    if isinstance(block, blocks.Line):
        return block.strong
    if isinstance(block, blocks.Items):
        return not block.numbered
    return isinstance(block, blocks.Pair)


def _told(block: Block, slip: Slip) -> Block:
    values: dict[str, Any] = {field.name: getattr(block, field.name) for field in fields(block)}
    texts = [text for value in values.values() for text in (value if isinstance(value, tuple) else (value,))]
    texts = [text for text in texts if isinstance(text, str) and text]
    if not any(OPENS in text for text in texts):
        return block
    whole = not any(letter.isalnum() for text in texts for letter in _MARKED.sub("", text))
    bare = replace(block, **{name: _bare(value) for name, value in values.items()})
    return TranslatedBlock(FRENCH, slip.direction, bare) if whole and slip.language != FRENCH else bare


def _bare(value: Any) -> Any:
    if isinstance(value, str):
        return value.translate(_MARKS)
    return tuple(map(_bare, value)) if isinstance(value, tuple) else value


def find_paper(kind: str) -> Paper | None:
    """The paper of this kind; None for a kind that another version queued."""
    return _BY_KIND.get(kind)


def get_paper(kind: str) -> Paper:
    """The paper of this kind. Raises `Refused` (`nothing-to-print`)."""
    paper = find_paper(kind)
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
    paper = find_paper(kind)
    return paper is not None and paper.tray == tray


def make_job_slip(box: Box, job: PrintJob, reader: KeyHolder) -> Slip:
    """The slip of a print job, marked as a duplicate if its `copy` is not the first.

    Raises `Refused` (`nothing-to-print`): its subject is gone, or this reader has no key.
    """
    words = box.words(job.language, job.plain)
    slip = replace(slip_of_kind(box, job.kind, job.subject, words, reader), large=job.large)
    if job.copy > 1:
        copy = Notice(words.code("paper", "copy", number=job.copy), "warning")
        slip = replace(slip, blocks=(slip.blocks[0], copy, *slip.blocks[1:]))
    return slip


def slip_of_kind(box: Box, kind: str, subject: str, words: Words, reader: KeyHolder) -> Slip:
    """A paper in the language of `words`, followed by French if that is another. Raises as `make_job_slip` does."""
    paper = get_paper(kind)
    slip = mark_french_blocks(paper.make(box, subject, words.marked, reader))
    if slip.language != FRENCH:
        french, counts = paper.make(box, subject, box.words(), reader), None
        if paper.counts_in_french:
            slip = replace(slip, blocks=(*slip.blocks, Small(words.code("paper", "french-counts"))))
            counts = Small(box.words().code("paper", "french-counts"))
        slip = both(slip, french, box.words(), brief=paper.brief, counts=counts)
    return replace(slip, across=words.code("paper", "example")) if box.training else slip


def prints_on_paper(box: Box, db: Database, station_id: str, kind: str) -> bool:
    """Whether a paper of this kind comes out of a printer at this station; else it is a file, whose PDF one opens."""
    printer = for_job(box, db, station_id, kind)
    return printer is not None and printer.carrier.gives_paper


def for_job(box: Box, db: Database, station_id: str, kind: str, subject: str = "") -> Printer | None:
    """The printer for a paper of this kind at this station; None if nothing is printed there.

    A kind that another version queued follows the choice for all papers.
    """
    paper = find_paper(kind)
    if paper is not None and paper.at_subject:
        printer = printer_choice.find_printer(box, db, subject)
        return None if printer is None or (printer.kept and printer.kept.forgotten) else printer
    return printer_choice.for_tray(box, db, station_id, paper.tray if paper else Tray.ALL)
