"""A page that shows what a printer can do, and the questions a person answers by looking at it."""

from collections.abc import Callable

from kiosk.errors import Refused
from kiosk.services.access.key_holder import Reader
from kiosk.services.box.box import Box
from kiosk.services.printers import printer_choice
from kiosk.services.printers.printer_choice import Printer
from kiosk.words.words import Words
from printers.slip import Big, Block, Code, Heading, Line, Notice, Pair, Slip, Small, Translated

KIND = printer_choice.TEST_PAGE
LETTERS = " ".join("éàçœ€Жї")
"""Letters that a printer in the wrong code page prints as others."""
ARABIC = "مرحبا"
EDGES = ("|<<<<", ">>>>|")
"""One mark at each edge of a roll."""
QUESTIONS = ("letters", "edges", "code", "cut")
"""What a person can see of a page, in the order in which it comes out."""


def slip(box: Box, subject: str, words: Words, reader: Reader) -> Slip:
    """The page of one printer. Raises `Refused("nothing-to-print")` for one that is not known any more."""
    printer = printer_choice.get(box, box.store.read(), subject)
    if printer is None:
        raise Refused("nothing-to-print")
    today = box.watch.today().day
    title, name = words.code("paper", KIND), printer.name or words.code("printers", "usual")
    blocks: list[Block] = [
        Heading(box.site.name, 1),
        Heading(title, 2),
        Pair(words.code("paper", "test-printer"), name),
        Pair(words.code("paper", "on"), words.day(today)),
        Big(LETTERS, words.code("paper", "test-letters")),
        Line(words.code("paper", "test-words")),
        Translated("ar", "rtl", Line(ARABIC)),
        Small(words.code("paper", "test-small")),
        # Its frame goes from edge to edge of what is printed, so that one that is cut off is seen.
        Notice(words.code("paper", "test-edges")),
    ]
    if questions(printer) != QUESTIONS[:3]:  # in a printer's own letters a frame has no sides; a sheet aligns rows
        blocks.append(Pair(*EDGES))
    if "code" in questions(printer):
        alt = words.code("paper", "test-code-alt")
        blocks.append(Code(f"{box.site.name} {today.isoformat()}", words.code("paper", "test-code"), alt))
    if "cut" in questions(printer):
        blocks.append(Line(words.code("paper", "test-cut")))
    return Slip(title, words.language, words.direction, tuple(blocks), job_title=KIND)


def questions(printer: Printer) -> tuple[str, ...]:
    """What can be asked of it: plain text has no code, and a sheet of paper is not cut."""
    sheet = printer.renderer.sheet
    if sheet is None:
        return QUESTIONS[:2]
    return QUESTIONS if sheet.height_mm is None else QUESTIONS[:3]


MAKERS: dict[str, Callable[[Box, str, Words, Reader], Slip]] = {KIND: slip}
"""What is made of the printer's name alone."""
