"""The code with which a citizen takes up a draft again, on paper: held in memory until it is out, and kept nowhere."""

from collections.abc import Callable

from kiosk.domain.time import retention_times
from kiosk.errors import Refused
from kiosk.services.access.key_holder import Reader
from kiosk.services.box.box import Box
from kiosk.words.words import Words
from printers.slip import Big, Heading, Line, Notice, Slip

KIND = "resume"


def slip(box: Box, case_id: str, words: Words, reader: Reader) -> Slip:
    """It names nobody and no procedure; what was left for the job is the code as it is shown.

    Raises `Refused("nothing-to-print")` where it was not: after a restart the draft is there, and its paper is not.
    """
    if reader.left is None:
        raise Refused("nothing-to-print")
    title = words.code("paper", KIND)
    blocks = (
        Heading(box.site.name, 1),
        Heading(title, 2),
        Big(reader.left.decode(), words.code("paper", "resume-code")),
        Line(words.code("paper", "resume-how", hours=int(retention_times.TERMINAL_DRAFT.total_seconds() // 3600))),
        Notice(words.code("paper", "resume-care"), "warning"),
    )
    return Slip(title, words.language, words.direction, blocks, job_title=KIND)


MAKERS: dict[str, Callable[[Box, str, Words, Reader], Slip]] = {KIND: slip}
"""What is made of words that were left in memory for one job."""
