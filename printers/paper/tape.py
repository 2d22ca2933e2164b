"""Turn rows into ESC/POS commands: lines of built-in letters, or pictures in bands of dots."""

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from printers import qr
from printers.fonts import BOLD, SIMPLER, CellWeight, Fonts
from printers.paper.sheet import BLACK, POINTS_PER_MM, Sheet
from printers.paper.typesetter import BASELINE, Box, Mark, Row, Squares, Strokes, Words
from printers.paper.words import clean_text, count_columns
from printers.profiles import Profile
from printers.slip import Big, Block, Code, Heading, Items, Line, Notice, Pair, Rule, Small, WriteIn

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw


ACROSS, DOWN = 12, 24
"""Width and height of a letter of font A, in dots."""
LINE_MM = 25.4 / 6
"""The printer's line spacing after ESC 2: a sixth of an inch."""


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
    return tuple(clean_text(text).replace("\n", " ").translate(SIMPLER) for text in texts)


_RESET = b"\x1b@\x1b2"
"""ESC @ (reset), and ESC 2 (line spacing of a sixth of an inch)."""
_BAND = 128
"""Most rows of dots in one picture: a printer that is cut off within a picture waits for at most these."""
_TEAR_LINES = 5
"""Lines from the print head to the cutter or the tear-off edge."""


def draw_rows(rows: tuple[Row, ...], fonts: Fonts, dots: int, dots_per_point: float) -> "Image":
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
    def __init__(self, canvas: "ImageDraw", fonts: Fonts, scale: float) -> None:
        self._draw, self._scale = canvas, scale
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
        for column, row, length in qr.find_dark_stretches(mark.modules):
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
    """The picture of one letter and its offset from the pen, in dots; None for one without ink. Cached, because drawing
    a letter again takes 40 times as long."""
    from PIL import Image, ImageDraw

    font = _font(face, size)
    left, top, right, down = font.getbbox(char, mode="1", anchor="ls")
    if right <= left or down <= top:
        return None
    picture = Image.new("1", (right - left, down - top), 0)
    ImageDraw.Draw(picture).text((-left, -top), char, fill=1, font=font, anchor="ls")
    return picture.im, left, top


class Tape:
    def __init__(self, profile: Profile, fonts: Fonts, dots: int, scale: float) -> None:
        self._profile, self._fonts, self._dots, self._scale = profile, fonts, dots, scale
        self._bytes = bytearray(_RESET)
        self._rows: list[Row] = []
        self._page: int | None = None
        self._empty = True

    def add_pictures(self, rows: tuple[Row, ...]) -> None:
        """Add rows as pictures; the printer draws a QR code alone in its row by itself if its model can."""
        for row in rows:
            row = self._first(row)
            if self._profile.qr and len(row.marks) == 1 and isinstance(row.marks[0], Squares):
                quiet = row.marks[0].y
                self._paint()
                self._feed(row.gap + quiet)
                self._code(row.marks[0])
                self._feed(quiet)
            else:
                self._rows.append(row)

    def add_letters(self, rows: tuple[Row, ...], sheet: Sheet) -> None:
        """Add rows as lines of built-in letters; a frame becomes a line above and a line below."""
        for row in rows:
            if any(isinstance(mark, Squares) for mark in row.marks):
                self.add_pictures((row,))
                continue
            self._paint()
            row = self._first(row)
            self._feed(row.gap)
            self._lines(row, sheet)

    def end(self, cuts: bool) -> bytes:
        """End the job: feed to the tear-off edge, and cut if `cuts`; gives all bytes of the job."""
        self._paint()
        return bytes(self._bytes) + _end(cuts)

    @staticmethod
    def flush(dots: int, cuts: bool) -> bytes:
        """The bytes that end a job that was cut off: white dots for an open picture, a reset, a feed and a cut. A
        printer that was cut off within a picture takes the next bytes for dots of that picture."""
        longest_command = 8
        return bytes(_BAND * ((dots + 7) // 8) + longest_command) + _RESET + _end(cuts)

    def _first(self, row: Row) -> Row:
        """The row, without its gap if it is the first one, as at the top of a page."""
        first, self._empty = self._empty, False
        return Row(row.height, row.marks) if first and row.gap else row

    def _feed(self, points: float) -> None:
        dots = round(points * self._scale)
        while dots > 0:
            self._bytes += b"\x1bJ" + bytes((min(dots, 255),))
            dots -= 255

    def _lines(self, row: Row, sheet: Sheet) -> None:
        weight, down = CellWeight(BOLD, ACROSS / self._scale, sheet.body), 0.0
        for top, thick, words in _events(row, sheet):
            self._feed(top - down)
            if words:
                self._line(words, weight)
                down = top + max(LINE_MM * POINTS_PER_MM, DOWN * weight.times(words[0].size) / self._scale)
            else:
                dots = max(1, round(thick * self._scale))
                self._picture(b"\xff" * ((self._dots + 7) // 8) * dots, dots)
                down = top + thick
        self._feed(row.height - down)

    def _line(self, words: list[Words], weight: CellWeight) -> None:
        at, across = 0, int(self._dots / ACROSS)
        for mark in sorted(words, key=lambda words_mark: words_mark.x):
            for run in mark.runs:
                times = weight.times(mark.size)
                taken = count_columns(run.text) * times
                start = max(at, min(round(mark.x / weight.cell), across - taken))
                self._bytes += b" " * (start - at)
                self._text(run.text, times, run.face == BOLD)
                at = start + taken
        self._bytes += b"\n"

    def _text(self, text: str, times: int, bold: bool) -> None:
        size = (times - 1) * 0x11
        self._bytes += (b"\x1d!" + bytes((size,)) if size else b"") + (b"\x1bE\x01" if bold else b"")
        for page, data in self._profile.encoded(text) or ():
            if page != self._page:
                self._bytes += b"\x1bt" + bytes((page,))
                self._page = page
            self._bytes += data
        self._bytes += (b"\x1bE\x00" if bold else b"") + (b"\x1d!\x00" if size else b"")

    def _code(self, mark: Squares) -> None:
        """Let the printer draw the QR code (GS ( k): model 2, module size in dots, correction M, data, print."""
        data = mark.data.encode("utf-8", "replace")
        module = max(1, min(16, round(mark.module * self._scale)))
        self._bytes += b"\x1ba\x01"
        for function in (b"1A2\x00", b"1C" + bytes((module,)), b"1E1", b"1P0" + data, b"1Q0"):
            self._bytes += b"\x1d(k" + len(function).to_bytes(2, "little") + function
        self._bytes += b"\x1ba\x00"

    def _paint(self) -> None:
        """Draw the collected rows and add them as pictures of at most `_BAND` rows of dots."""
        if not self._rows:
            return
        picture = draw_rows(tuple(self._rows), self._fonts, self._dots, self._scale)
        self._rows.clear()
        across, data = (self._dots + 7) // 8, picture.tobytes()
        for top in range(0, picture.height, _BAND):
            tall = min(_BAND, picture.height - top)
            self._picture(data[top * across : (top + tall) * across], tall)

    def _picture(self, data: bytes, tall: int) -> None:
        """Add one picture as wide as the roll (GS v 0)."""
        across = (self._dots + 7) // 8
        self._bytes += b"\x1dv0\x00" + across.to_bytes(2, "little") + tall.to_bytes(2, "little") + data


def _events(row: Row, sheet: Sheet) -> list[tuple[float, float, list[Words]]]:
    """(top, thickness, words) from top to bottom: for lines of words, and for ruled lines, which have no words."""
    lines: dict[float, list[Words]] = {}
    ruled: list[tuple[float, float, list[Words]]] = []
    for mark in row.marks:
        if isinstance(mark, Words):
            top = mark.y - mark.size * (sheet.leading / 2 + BASELINE)
            lines.setdefault(round(top, 3), []).append(mark)
        elif isinstance(mark, Box) and mark.border:
            ruled += [(mark.y, mark.border, []), (mark.y + mark.height - mark.border, mark.border, [])]
        elif isinstance(mark, Box):
            ruled.append((mark.y, mark.height, []))
    return sorted([*ruled, *((top, 0.0, words) for top, words in lines.items())], key=lambda event: event[0])


def _end(cuts: bool) -> bytes:
    return b"\x1bd" + bytes((_TEAR_LINES,)) + (b"\x1dV\x01" if cuts else b"")
