"""Render a slip for receipt printers (ESC/POS): built-in letters and codes if the model has them, else pictures."""

from dataclasses import dataclass, replace
from threading import Lock

from printers import profiles
from printers.fonts import Cells, Fonts
from printers.paper import sheet as sheets
from printers.paper.blocks import rows_of
from printers.paper.sheet import Sheet
from printers.paper.tape import ACROSS, Tape, cell_sheet, words_of
from printers.paper.typesetter import Typesetter
from printers.profiles import Profile
from printers.renderer import Renderer
from printers.renderers.pdf import Pdf
from printers.slip import Block, Slip

MEDIA_TYPE = "application/vnd.escpos"
"""The media type of ESC/POS bytes between renderer and carrier; not a registered one."""
# Pillow reads a font file through one cursor, which two threads would move under each other.
_one_at_a_time = Lock()


@dataclass(frozen=True, slots=True)
class Escpos(Renderer):
    """ESC/POS for one width of roll and one printer model; each job begins with a reset and ends with a cut."""

    sheet: Sheet
    media_type: str = MEDIA_TYPE
    cuts: bool = False

    def for_profile(self, profile: str) -> "Escpos":
        return replace(self, profile=profile)

    def on_screen(self) -> Pdf:
        return Pdf(f"{self.kind}-shown", self.sheet)

    def render(self, slip: Slip, fonts: Fonts) -> bytes:
        with _one_at_a_time:
            profile = profiles.find_profile(self.profile)
            dots = min(profile.dots or self.dots, self.dots)
            scale = dots / self.sheet.content_width
            drawn = Typesetter(self.sheet.enlarged() if slip.large else self.sheet, fonts, slip.direction)
            in_letters = _built_in_letters(slip, self.sheet, profile, dots, scale)
            tape = Tape(profile, fonts, dots, scale)
            for block in slip.framed_blocks():
                if in_letters and _is_encodable(block, profile):
                    tape.add_letters(rows_of((block,), in_letters), in_letters.sheet)
                else:
                    tape.add_pictures(rows_of((block,), drawn))
            return tape.end(self.cuts if profile.cut is None else profile.cut)

    def flush(self) -> bytes:
        profile = profiles.find_profile(self.profile)
        return Tape.flush(self.dots, self.cuts if profile.cut is None else profile.cut)


def _built_in_letters(slip: Slip, roll: Sheet, profile: Profile, dots: int, scale: float) -> Typesetter | None:
    """None for an unknown model, large print, and a right-to-left slip: two kinds of letters are hard to read."""
    if not profile.code_pages or slip.large or slip.direction == "rtl":
        return None
    across = min(profile.columns or dots, dots // ACROSS)
    sheet = cell_sheet(roll, across, scale)
    return Typesetter(sheet, Cells(ACROSS / scale, sheet.body), slip.direction)


def _is_encodable(block: Block, profile: Profile) -> bool:
    words = words_of(block)
    return words is not None and all(profile.encoded(text) is not None for text in words)


ESCPOS_80 = Escpos("escpos-80", sheets.ROLL_80, dots=576, cuts=True)
ESCPOS_58 = Escpos("escpos-58", sheets.ROLL_58, dots=384)
