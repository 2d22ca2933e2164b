"""The paper with the code for resuming a draft; the code is held in memory until the paper is printed."""

from kiosk.domain.printing.print_job import Tray
from kiosk.domain.time import calendar
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import KeyHolder
from kiosk.services.box.box import Box
from kiosk.services.papers.paper import Paper
from kiosk.words.words import Words
from printers.slip import Big, Heading, Line, Notice, Slip

KIND = "resume"


def make_resume_slip(box: Box, case_id: str, words: Words, reader: KeyHolder) -> Slip:
    """The paper with the code in `reader.left`; it names neither a person nor a procedure.

    Raises `Refused` (`nothing-to-print`) without a code: it is lost by a restart.
    """
    if reader.left is None:
        raise Refused(Refusal.NOTHING_TO_PRINT)
    title = words.code("paper", KIND)
    blocks = (
        Heading(box.site.name, 1),
        Heading(title, 2),
        Big(reader.left.decode(), words.code("paper", "resume-code")),
        Line(words.code("paper", "resume-how", hours=int(calendar.TERMINAL_DRAFT.total_seconds() // 3600))),
        Notice(words.code("paper", "resume-care"), "warning"),
    )
    return Slip(title, words.language, words.direction, blocks, job_title=KIND)


PAPER = Paper(KIND, make_resume_slip, Tray.RECEIPTS, alike=True, in_memory=True)
"""Its contents are what is kept in memory for one job."""
