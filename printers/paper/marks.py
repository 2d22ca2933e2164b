"""The marks of a page (words, boxes, codes, strokes), placed in points from the top left of the content area."""

from dataclasses import dataclass, replace

from printers.fonts import Run
from printers.qr import Matrix


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


def moved(mark: Mark, right: float, down: float) -> Mark:
    """The same mark, moved by so many points."""
    return replace(mark, x=mark.x + right, y=mark.y + down)
