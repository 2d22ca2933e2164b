"""The six shipped fonts, the first that has all glyphs of a word sets it; and a receipt printer's own letters."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from printers.carrier import NotPrintedFault
from printers.paper.words import NBSP, count_columns

FAMILIES = ("Atkinson", "NotoSans", "NotoSansArabic")
WEIGHTS = ("Regular", "Bold")
UNKNOWN = "\N{REPLACEMENT CHARACTER}"
_UNKNOWN_FAMILY = 1
REGULAR, BOLD = "cells", "cells-bold"
# Few code pages have the bullet, and some printers print a no-break space as a box.
SIMPLER = str.maketrans({NBSP: " ", "•": "-"})
_LARGEST = 3


@dataclass(frozen=True, slots=True)
class Face:
    """One font file: `name` in reportlab's registry, `widths` in thousandths of an em by character."""

    name: str
    widths: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Run:
    """A part of a line, in visual order, in one face."""

    face: str
    text: str


@dataclass(frozen=True, slots=True)
class Weight:
    """One weight of all families, in order of preference."""

    faces: tuple[Face, ...]

    def runs(self, visual: str) -> tuple[Run, ...]:
        """Divide a line where the face changes; a character that no face has becomes U+FFFD."""
        pieces: list[tuple[Face, str]] = []
        for number, word in enumerate(visual.split(" ")):
            chosen = self._chosen(word)
            if number:
                last, text = pieces[-1] if pieces else (self.faces[0], "")
                pieces[-1:] = [(last, text + " ")]
            for face, text in chosen:
                if pieces and pieces[-1][0] is face:
                    pieces[-1] = (face, pieces[-1][1] + text)
                else:
                    pieces.append((face, text))
        return tuple(Run(face.name, text) for face, text in pieces if text)

    def width(self, visual: str, size: float) -> float:
        """The width of a line in points, with the widest space of all faces: an upper bound."""
        space = max(face.widths[" "] for face in self.faces)
        words = visual.split(" ")
        total = space * (len(words) - 1)
        first = self.faces[0].widths
        for word in words:
            try:
                total += sum(map(first.__getitem__, word))
            except KeyError:
                total += sum(sum(map(face.widths.__getitem__, text)) for face, text in self._chosen(word))
        return total * size / 1000

    def drawn_width(self, runs: tuple[Run, ...], size: float) -> float:
        by_name = {face.name: face.widths for face in self.faces}
        return sum(sum(map(by_name[run.face].__getitem__, run.text)) for run in runs) * size / 1000

    def _chosen(self, word: str) -> list[tuple[Face, str]]:
        for face in self.faces:
            if all(map(face.widths.__contains__, word)):
                return [(face, word)]
        chosen: list[tuple[Face, str]] = []
        for char in word:
            with_glyph = (face for face in self.faces if char in face.widths)
            chosen.append(next(((face, char) for face in with_glyph), (self.faces[_UNKNOWN_FAMILY], UNKNOWN)))
        return chosen


@dataclass(frozen=True, slots=True)
class Fonts:
    """A folder with the file `<family>-<weight>.ttf` for every family and weight above."""

    folder: Path

    def what_is_wrong(self) -> str | None:
        """`fonts-missing` if a file is missing, or None."""
        files = (self.folder / f"{family}-{weight}.ttf" for family in FAMILIES for weight in WEIGHTS)
        return None if all(file.is_file() for file in files) else "fonts-missing"

    def weight(self, bold: bool) -> Weight:
        """The regular or bold weight, read once a process (13 ms). Raises NotPrinted("fonts-missing")."""
        return _weight(self.folder, WEIGHTS[bold])


@dataclass(frozen=True, slots=True)
class Cells:
    """A font in which every letter is `width` points wide and `height` points high."""

    width: float
    height: float

    def weight(self, bold: bool) -> "CellWeight":
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
        return (Run(self.face, visual.translate(SIMPLER)),) if visual else ()

    def width(self, visual: str, size: float) -> float:
        return count_columns(visual) * self.cell * self.times(size)

    def drawn_width(self, runs: tuple[Run, ...], size: float) -> float:
        return sum(self.width(run.text, size) for run in runs)


@lru_cache(maxsize=8)
def _weight(folder: Path, weight: str) -> Weight:
    # reportlab takes 80 ms to import, and a process that only shows screens does not need it.
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFError, TTFont

    faces: list[Face] = []
    for family in FAMILIES:
        # reportlab has one registry a process, and two folders may hold different files of the same name.
        name = f"{folder}/{family}-{weight}"
        try:
            font = TTFont(name, f"{name}.ttf", shapable=False, asciiReadable=False)
        except TTFError as fault:
            raise NotPrintedFault("fonts-missing") from fault
        registerFont(font)
        by_code = font.face.charWidths
        widths = {chr(code): by_code[code] for code in font.face.charToGlyph if code in by_code}
        faces.append(Face(name, widths))
    return Weight(tuple(faces))
