"""Set text as rows: lines aligned at the start edge (left or right, by direction), centred or at the end; frames."""

from dataclasses import dataclass, replace
from typing import Literal

from printers.fonts import Cells, Fonts, Run
from printers.paper.sheet import POINTS_PER_MM, Sheet
from printers.paper.words import direction_of, order_visually, pair_brackets, shape_arabic, wrap_text
from printers.qr import Matrix
from printers.slip import Direction


@dataclass(frozen=True, slots=True, eq=False)
class Tag:
    """A structure element for screen readers: `role` is a standard structure type (ISO 32000-1, 14.8.4).

    Marks that share one tag are one paragraph, one label or one figure; `within` is its parent. `alt` is the text for a
    figure. `numbering` is a list's, `Decimal` or `Disc`. `language` (BCP 47) is "" for the document's language. A mark
    without a tag is an artifact, which is not read.
    """

    role: str
    within: "Tag | None" = None
    alt: str = ""
    numbering: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text whose baseline starts at (x, y); `logical` is the text to read aloud if it differs."""

    x: float
    y: float
    runs: tuple[Run, ...]
    size: float
    colour: str
    logical: str | None = None
    tag: Tag | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with its top left corner at (x, y); no fill if `fill` is empty, no border if `border` is 0."""

    x: float
    y: float
    width: float
    height: float
    fill: str = ""
    border: float = 0
    colour: str = ""
    radius: float = 0


@dataclass(frozen=True, slots=True)
class Squares:
    """A QR code with its top left module at (x, y); the quiet zone lies outside."""

    x: float
    y: float
    module: float
    modules: Matrix
    data: str
    tag: Tag | None = None


@dataclass(frozen=True, slots=True)
class Strokes:
    """Lines drawn by hand, `thick` points wide, each as (x, y, x, y …) from the mark's top left corner."""

    x: float
    y: float
    lines: tuple[tuple[float, ...], ...]
    thick: float
    colour: str
    tag: Tag | None = None


Mark = Words | Box | Squares | Strokes


@dataclass(frozen=True, slots=True)
class Row:
    """Marks that no page break may divide; `gap` is the space before the row, dropped at the top of a page."""

    height: float
    marks: tuple[Mark, ...]
    gap: float = 0
    keep_with_next: bool = False


def move_mark(mark: Mark, right: float, down: float) -> Mark:
    return replace(mark, x=mark.x + right, y=mark.y + down)


Edge = Literal["start", "centre", "end"]


@dataclass(frozen=True, slots=True)
class Look:
    """How words look: `size` in points, `colour` "" for the sheet's ink, `at` the edge of their column."""

    size: float
    bold: bool = False
    colour: str = ""
    at: Edge = "start"


@dataclass(frozen=True, slots=True)
class Column:
    """Where words stand: `start` from the edge where reading starts, `width` None for all that is left, in points."""

    start: float = 0
    width: float | None = None


_WHOLE = Column()
BASELINE = 0.335
"""Half the height of a capital letter, in ems, to centre a line in its leading."""


@dataclass(frozen=True, slots=True)
class Typesetter:
    """Sets text on a sheet. Positions named `start` are in points from the edge where reading starts. `language` is the
    text's, "" for the slip's language. `pairs` is the list that a label and its value are in."""

    sheet: Sheet
    fonts: Fonts | Cells
    direction: Direction
    language: str = ""
    pairs: Tag | None = None

    def mm(self, length: float) -> float:
        return length * POINTS_PER_MM

    def left(self, start: float, extent: float) -> float:
        """The distance from the left edge of a thing `extent` wide that begins at `start`, in points."""
        return start if self.direction == "ltr" else self.sheet.content_width - start - extent

    def room(self, column: Column) -> float:
        return self.sheet.content_width - column.start if column.width is None else column.width

    def width(self, text: str, look: Look) -> float:
        """The width of a text on one line, in points."""
        return self.fonts.weight(look.bold).width(shape_arabic(text), look.size)

    def break_lines(self, text: str, look: Look, width: float) -> list[str]:
        """Break a text into lines no wider than `width` points."""
        weight = self.fonts.weight(look.bold)
        return wrap_text(text, width, lambda part: weight.width(shape_arabic(part), look.size))

    def words(
        self,
        line: str,
        look: Look,
        column: Column,
        y: float = 0,
        read: Direction | None = None,
        tag: Tag | None = None,
    ) -> Words:
        """One line in a column, its baseline at `y`; `read` is its paragraph's direction."""
        weight, width = self.fonts.weight(look.bold), self.room(column)
        runs = weight.runs(order_visually(line, read or direction_of(line, self.direction)))
        extent = weight.drawn_width(runs, look.size)
        room = {"start": 0.0, "centre": (width - extent) / 2, "end": width - extent}[look.at]
        x, ink = self.left(column.start + room, extent), look.colour or self.sheet.ink.text
        drawn = "".join(run.text for run in runs)
        return Words(x, y, runs, look.size, ink, line if drawn != line else None, tag)

    def tag(self, role: str, within: Tag | None = None, alt: str = "", numbering: str = "") -> Tag:
        """A structure element for marks that are read as one; a part of another element has its parent's language."""
        return Tag(role, within, alt, numbering, "" if within else self.language)

    def rows(
        self,
        text: str,
        look: Look,
        column: Column = _WHOLE,
        gap: float = 0,
        keep: bool = False,
        tag: Tag | None = None,
    ) -> list[Row]:
        """A paragraph as one row per line, with `gap` points before the first; without a tag it is read as one, too. No
        line of it is alone on a page: its first two stay together and its last two, all of them with `keep`."""
        height = look.size * self.sheet.leading
        y = height / 2 + look.size * BASELINE
        read, tag = direction_of(text, self.direction), tag or self.tag("P")
        rows: list[Row] = []
        for line in self.break_lines(pair_brackets(text) if read == "rtl" else text, look, self.room(column)):
            words = self.words(line, look, column, y, read, tag)
            rows.append(Row(height, (words,), 0 if rows else gap, keep))
        if keep:
            return rows
        together = {0, len(rows) - 2} & set(range(len(rows) - 1))
        return [replace(row, keep_with_next=number in together) for number, row in enumerate(rows)]

    def framed(self, rows: list[Row], padding: float, frame: Box, gap: float) -> list[Row]:
        """Put rows into frames like `frame`: one, or as many as keep each below a third of the page's height."""
        tallest = self.sheet.content_height / 3
        framed: list[Row] = []
        inside: list[Row] = []
        for number, row in enumerate(rows):
            inside.append(row)
            height = sum(inner.gap + inner.height for inner in inside)
            following = rows[number + 1].height if number + 1 < len(rows) else tallest
            if height + following >= tallest:
                marks: list[Mark] = [replace(frame, height=height + 2 * padding)]
                y = padding
                for inner in inside:
                    marks.extend(move_mark(mark, 0, y + inner.gap) for mark in inner.marks)
                    y += inner.gap + inner.height
                framed.append(Row(height + 2 * padding, tuple(marks), 4 if framed else gap))
                inside = []
        return framed


def side_by_side(left: list[Row], right: list[Row], gap: float) -> list[Row]:
    rows: list[Row] = []
    for number in range(max(len(left), len(right))):
        both = [column[number] for column in (left, right) if number < len(column)]
        marks = tuple(mark for row in both for mark in row.marks)
        keep = any(row.keep_with_next for row in both)
        rows.append(Row(max(row.height for row in both), marks, 0 if number else gap, keep))
    return rows
