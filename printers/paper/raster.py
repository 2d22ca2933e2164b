"""Draw rows as a black-and-white picture for a thermal print head, with Pillow."""

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from printers import qr
from printers.fonts import Fonts
from printers.paper.marks import Box, Mark, Row, Squares, Strokes, Words

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw


def draw(rows: tuple[Row, ...], fonts: Fonts, dots: int, dots_per_point: float) -> "Image":
    """Draw rows one below the other; gives a 1-bit picture, `dots` wide, in which 1 is ink."""
    # Pillow takes 40 ms to import, and only thermal printers need it.
    from PIL import Image, ImageDraw

    tall = sum(row.gap + row.height for row in rows)
    picture = Image.new("1", (dots, max(1, round(tall * dots_per_point))), 0)
    pen = _Pen(ImageDraw.Draw(picture), fonts, dots_per_point)
    top = 0.0
    for row in rows:
        top += row.gap
        for mark in row.marks:
            pen.mark(mark, top)
        top += row.height
    return picture


class _Pen:
    def __init__(self, draw: "ImageDraw", fonts: Fonts, scale: float) -> None:
        self._draw, self._scale = draw, scale
        faces = (*fonts.weight(False).faces, *fonts.weight(True).faces)
        self._widths = {face.name: face.widths for face in faces}

    def mark(self, mark: Mark, top: float) -> None:
        x, y = mark.x * self._scale, (top + mark.y) * self._scale
        if isinstance(mark, Words):
            self._words(mark, x, y)
        elif isinstance(mark, Box):
            self._box(mark, x, y)
        elif isinstance(mark, Squares):
            self._squares(mark, round(x), round(y))
        else:
            self._strokes(mark, x, y)

    def _words(self, mark: Words, x: float, y: float) -> None:
        size, baseline = round(mark.size * self._scale, 1), round(y)
        for run in mark.runs:
            widths = self._widths[run.face]
            for char in run.text:
                # Hinted letters are whole dots wide: place each by the layout's width, so that no line grows.
                if char != " " and (glyph := _glyph(run.face, size, char)):
                    picture, right, down = glyph
                    # As ImageDraw.bitmap does, without computing the ink each time.
                    self._draw.draw.draw_bitmap((round(x) + right, baseline + down), picture, 1)
                x += widths[char] * size / 1000

    def _box(self, mark: Box, x: float, y: float) -> None:
        right, down = x + mark.width * self._scale, y + mark.height * self._scale
        ends = (round(x), round(y), max(round(x), round(right) - 1), max(round(y), round(down) - 1))
        thick = max(1, round(mark.border * self._scale)) if mark.border else 0
        self._draw.rounded_rectangle(
            ends, mark.radius * self._scale, fill=1 if mark.fill else None, outline=1 if thick else None, width=thick
        )

    def _squares(self, mark: Squares, x: int, y: int) -> None:
        side = max(1, round(mark.module * self._scale))
        for column, row, length in qr.stretches(mark.modules):
            left, upper = x + column * side, y + row * side
            self._draw.rectangle((left, upper, left + length * side - 1, upper + side - 1), fill=1)

    def _strokes(self, mark: Strokes, x: float, y: float) -> None:
        thick = max(1, round(mark.thick * self._scale))
        for line in mark.lines:
            points = [(x + line[n] * self._scale, y + line[n + 1] * self._scale) for n in range(0, len(line), 2)]
            self._draw.line(points, fill=1, width=thick, joint="curve")
            for across, down in points:
                half = thick / 2
                self._draw.ellipse((across - half, down - half, across + half, down + half), fill=1)


@lru_cache(maxsize=64)
def _font(face: str, size: float) -> Any:
    from PIL import ImageFont

    # The text is shaped and ordered already; Raqm would do it again.
    return ImageFont.truetype(f"{face}.ttf", size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=4096)
def _glyph(face: str, size: float, char: str) -> tuple[Any, int, int] | None:
    """The picture of one letter and its offset from the pen, in dots; None for one without ink.

    Cached, because drawing a letter again takes 40 times as long.
    """
    from PIL import Image, ImageDraw

    font = _font(face, size)
    left, top, right, down = font.getbbox(char, mode="1", anchor="ls")
    if right <= left or down <= top:
        return None
    picture = Image.new("1", (right - left, down - top), 0)
    ImageDraw.Draw(picture).text((-left, -top), char, fill=1, font=font, anchor="ls")
    return picture.im, left, top
