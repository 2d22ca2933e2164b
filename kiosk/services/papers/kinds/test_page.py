"""The test page of a printer, and the questions that a person answers by looking at it."""

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import KeyHolder
from kiosk.services.box.box import Box
from kiosk.services.papers.paper import Paper
from kiosk.services.printers import printer_choice
from kiosk.services.printers.printer_choice import Printer
from kiosk.words.words import Words
from printers.slip import Big, Block, Code, Heading, Line, Notice, Pair, Slip, Small, TranslatedBlock

KIND = "test-page"
LETTERS = " ".join("éàçœ€Жї")
"""Letters that come out wrong if the printer uses another code page."""
ARABIC = "مرحبا"
EDGES = ("|<<<<", ">>>>|")
"""The marks at the two edges of a roll."""
QUESTIONS = ("letters", "edges", "code", "cut")
"""What a person is asked to check, in the order on the page."""


def _make_test_page_slip(box: Box, subject: str, words: Words, reader: KeyHolder) -> Slip:
    """The test page of one printer. Raises `Refused` (`nothing-to-print`) for an unknown printer."""
    printer = printer_choice.find_printer(box, box.store.read(), subject)
    if printer is None:
        raise Refused(Refusal.NOTHING_TO_PRINT)
    today = box.watch.today().day
    title, name = words.code("paper", KIND), printer.name or words.code("printers", "usual")
    blocks: list[Block] = [
        Heading(box.site.name, 1),
        Heading(title, 2),
        Pair(words.code("paper", "test-printer"), name),
        Pair(words.code("paper", "on"), words.day(today)),
        Big(LETTERS, words.code("paper", "test-letters")),
        Line(words.code("paper", "test-words")),
        TranslatedBlock("ar", "rtl", Line(ARABIC)),
        Small(words.code("paper", "test-small")),
        # Its frame spans the whole printed width, so that a cut-off edge is visible.
        Notice(words.code("paper", "test-edges")),
    ]
    if list_test_questions(printer) != QUESTIONS[:3]:  # a frame in built-in letters has no sides
        blocks.append(Pair(*EDGES))
    if "code" in list_test_questions(printer):
        alt = words.code("paper", "test-code-alt")
        blocks.append(Code(f"{box.site.name} {today.isoformat()}", words.code("paper", "test-code"), alt))
    if "cut" in list_test_questions(printer):
        blocks.append(Line(words.code("paper", "test-cut")))
    return Slip(title, words.language, words.direction, tuple(blocks), job_title=KIND)


def list_test_questions(printer: Printer) -> tuple[str, ...]:
    """The questions for a printer: plain text has no QR code, and only rolls are cut."""
    sheet = printer.renderer.sheet
    if sheet is None:
        return QUESTIONS[:2]
    return QUESTIONS if sheet.height_mm is None else QUESTIONS[:3]


PAPER = Paper(KIND, _make_test_page_slip, alike=True, at_subject=True)
"""Its subject is a printer's id."""
