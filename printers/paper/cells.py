"""A printer's own letters as a font: every letter is one cell of 12 by 24 dots, or that many times larger."""

from dataclasses import dataclass

from printers.fonts import Run
from printers.paper.sheet import BLACK, POINTS_PER_MM, Sheet
from printers.paper.words import NBSP, clean, columns
from printers.slip import Big, Block, Code, Heading, Items, Line, Notice, Pair, Rule, Small, WriteIn

ACROSS, DOWN = 12, 24
"""Dots of one letter of font A."""
LINE_MM = 25.4 / 6
"""What a printer moves after a line when it is told nothing."""
REGULAR, BOLD = "cells", "cells-bold"
# Few code pages have the bullet, and an unbreakable space is printed as a box by some.
_SIMPLER = str.maketrans({NBSP: " ", "•": "-"})
_LARGEST = 3


@dataclass(frozen=True, slots=True)
class Cells:
    """What a typesetter asks of fonts, answered for letters that are all `width` points wide and `height` high."""

    width: float
    height: float

    def weight(self, bold: bool) -> "CellWeight":
        """The regular or the bold letters, which are as wide."""
        return CellWeight(BOLD if bold else REGULAR, self.width, self.height)


@dataclass(frozen=True, slots=True)
class CellWeight:
    """One weight of these letters; sizes are whole multiples, so a size between two is the smaller."""

    face: str
    cell: float
    height: float

    def times(self, size: float) -> int:
        """How many times larger than one cell a letter of `size` points is."""
        return max(1, min(_LARGEST, int(size / self.height + 0.01)))

    def runs(self, visual: str) -> tuple[Run, ...]:
        """The line as one run."""
        return (Run(self.face, visual.translate(_SIMPLER)),) if visual else ()

    def width(self, visual: str, size: float) -> float:
        """The width of a line in points."""
        return columns(visual) * self.cell * self.times(size)

    def drawn_width(self, runs: tuple[Run, ...], size: float) -> float:
        """The width of runs in points."""
        return sum(self.width(run.text, size) for run in runs)


def cell_sheet(roll: Sheet, across: int, dots_per_point: float) -> Sheet:
    """The roll as a printer with `across` letters in a line sees it."""
    height = DOWN / dots_per_point
    return Sheet(
        width_mm=across * ACROSS / dots_per_point / POINTS_PER_MM, height_mm=None, side_mm=0, top_mm=0, bottom_mm=0,
        body=height, small=height, headings=(height, 2 * height, height), big=(3 if across > 40 else 2) * height,
        leading=LINE_MM * POINTS_PER_MM / height, centred=True, label_mm=0, code_mm=roll.code_mm, ink=BLACK,
    )  # fmt: skip


def words_of(block: Block) -> tuple[str, ...] | None:
    """The texts of a block that a printer can say in its own letters; None for what is drawn in any case."""
    if isinstance(block, Code):
        # The data too: it is written out where no code can carry it.
        found: tuple[str, ...] = (block.caption, block.data)
    elif isinstance(block, Items):
        found = (block.title, *block.items)
    elif isinstance(block, Pair):
        found = (block.label, block.value)
    elif isinstance(block, Big):
        found = (block.text, block.label)
    elif isinstance(block, WriteIn):
        found = (block.label,)
    elif isinstance(block, Heading | Line | Small | Notice):
        found = (block.text,)
    elif isinstance(block, Rule):
        found = ()
    else:
        return None
    return tuple(clean(text).replace("\n", " ").translate(_SIMPLER) for text in found)
