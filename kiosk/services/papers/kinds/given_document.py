"""The document that came with a decision, on its own pages: a scanned letter, or a PDF that the service signed."""

from kiosk.domain.events.reference import spoken
from kiosk.domain.printing.print_job import Tray
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.key_holder import Reader
from kiosk.services.box.box import Box
from kiosk.services.papers import given_document
from kiosk.services.papers.kinds.hub_update import gone, number, said_of, update_of
from kiosk.services.papers.paper import Paper, letterhead
from kiosk.words.words import Words
from printers.paper import sheet
from printers.slip import Big, Heading, Notice, Slip

KIND = "given"
_PDF = "application/pdf"


def slip(box: Box, reference_and_id: str, words: Words, reader: Reader) -> Slip:
    """Its pages; a roll says in their place that they need A4. Raises as `hub_update.slip`, and `document-coming`."""
    update = update_of(box.store.read(), reference_and_id)
    said = said_of(update, reader)
    if update is None or said is None:
        raise Refused(Refusal.NOTHING_TO_PRINT)
    document, content = given_document.opened(box, said, reader)
    heading = words.code("paper", "given")
    blocks = (
        *letterhead(box.site, words),
        Heading(heading, 2),
        Big(spoken(update.reference), words.code("paper", "reference")),
        Notice(words.code("paper", "given-needs-a4"), "warning"),
    )
    pages = content if document.media_type == _PDF else sheet.pdf_of(content)
    return Slip(heading, words.language, words.direction, blocks, job_title=update.reference, pages=pages)


PAPER = Paper(KIND, slip, Tray.DECISIONS, number=number, gone=gone, needs_key=False, alike=True)
"""Its subject is that of its update, `<reference>:<update id>`. Its copies are not numbered: nothing is added to it."""
