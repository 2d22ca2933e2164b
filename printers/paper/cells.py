"""A receipt printer's built-in letters as a font: cells of 12 by 24 dots, or whole multiples of them."""

from dataclasses import dataclass

from printers.fonts import Run
from printers.paper.sheet import BLACK, POINTS_PER_MM, Sheet
from printers.paper.words import NBSP, clean, columns
from printers.slip import Big, Block, Code, Heading, Items, Line, Notice, Pair, Rule, Small, WriteIn

ACROSS, DOWN = 12, 24
"""Width and height of a letter of font A, in dots."""
LINE_MM = 25.4 / 6
"""The printer's line spacing after ESC 2: a sixth of an inch."""
REGULAR, BOLD = "cells", "cells-bold"
# Few code pages have the bullet, and some printers print a no-break space as a box.
_SIMPLER = str.maketrans({NBSP: " ", "•": "-"})
_LARGEST = 3


@dataclass(frozen=True, slots=True)
class Cells:
    """A font in which every letter is `width` points wide and `height` points high."""

    width: float
    height: float

    def weight(self, bold: bool) -> "CellWeight":
        """The regular or the bold letters; both are equally wide."""
        return CellWeight(BOLD if bold else REGULAR, self.width, self.height)


@dataclass(frozen=True, slots=True)
class CellWeight:
    """One weight of these letters; a size between two multiples becomes the smaller one."""

    face: str
    cell: float
    height: float

    def times(self, size: float) -> int:
        """How many times larger than one cell a letter of `size` points is."""
        return max(1, min(_LARGEST, int(size / self.height + 0.01)))

    def runs(self, visual: str) -> tuple[Run, ...]:
        """The line as one run of this weight."""
        return (Run(self.face, visual.translate(_SIMPLER)),) if visual else ()

    def width(self, visual: str, size: float) -> float:
        """The width of a line in points."""
        return columns(visual) * self.cell * self.times(size)

    def drawn_width(self, runs: tuple[Run, ...], size: float) -> float:
        """The width of runs in points."""
        return sum(self.width(run.text, size) for run in runs)


def cell_sheet(roll: Sheet, across: int, dots_per_point: float) -> Sheet:
    """The sheet for setting a roll in a printer's own letters, `across` of them in a line."""
    height = DOWN / dots_per_point
    return Sheet(
        width_mm=across * ACROSS / dots_per_point / POINTS_PER_MM,
        height_mm=None,
        side_mm=0,
        top_mm=0,
        bottom_mm=0,
        body=height,
        small=height,
        headings=(height, 2 * height, height),
        big=(3 if across > 40 else 2) * height,
        leading=LINE_MM * POINTS_PER_MM / height,
        centred=True,
        label_mm=0,
        code_mm=roll.code_mm,
        ink=BLACK,
    )


def words_of(block: Block) -> tuple[str, ...] | None:
    """The texts of a block that can be printed in built-in letters; None for a block that must be drawn."""
    if isinstance(block, Code):
        # The data too, because data that is too long for a code is written out.
        texts: tuple[str, ...] = (block.caption, block.data)
    elif isinstance(block, Items):
        texts = (block.title, *block.items)
    elif isinstance(block, Pair):
        texts = (block.label, block.value)
    elif isinstance(block, Big):
        texts = (block.text, block.label)
    elif isinstance(block, WriteIn):
        texts = (block.label,)
    elif isinstance(block, Heading | Line | Small | Notice):
        texts = (block.text,)
    elif isinstance(block, Rule):
        texts = ()
    else:
        return None
    return tuple(clean(text).replace("\n", " ").translate(_SIMPLER) for text in texts)
