"""What stands on a page: words, boxes and codes, with their places in points from the top left of the content."""

from dataclasses import dataclass, replace

from printers.fonts import Run
from printers.qr import Matrix


@dataclass(frozen=True, slots=True, eq=False)
class Tag:
    """What some marks are together to who does not see them: a standard structure type (ISO 32000-1, 14.8.4).

    Marks that share one tag are one paragraph, one label, one figure; `within` is what it is a part of. `alt` is what
    is said of a figure. `numbering` is a list's, `Decimal` or `Disc`. `language` (BCP 47) is "" where it is the
    document's. A mark without a tag is an artifact, never read.
    """

    role: str
    within: "Tag | None" = None
    alt: str = ""
    numbering: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text whose baseline starts at (x, y); `logical` is what is read when the runs are not."""

    x: float
    y: float
    runs: tuple[Run, ...]
    size: float
    colour: str
    logical: str | None = None
    tag: Tag | None = None


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with its top left corner at (x, y); an empty fill or a border of 0 draws none."""

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
    """A QR code with the top left of its first dark module at (x, y), the quiet zone being left around it."""

    x: float
    y: float
    module: float
    modules: Matrix
    data: str
    tag: Tag | None = None


@dataclass(frozen=True, slots=True)
class Strokes:
    """Lines drawn by hand, each as (x, y, x, y …) from the mark's own top left corner, `thick` points wide."""

    x: float
    y: float
    lines: tuple[tuple[float, ...], ...]
    thick: float
    colour: str
    tag: Tag | None = None


Mark = Words | Box | Squares | Strokes


@dataclass(frozen=True, slots=True)
class Row:
    """What no page break may cut: its height, the gap before it (none at the top of a page), what stands in it."""

    height: float
    marks: tuple[Mark, ...]
    gap: float = 0
    keep_with_next: bool = False


def moved(mark: Mark, right: float, down: float) -> Mark:
    """The same mark elsewhere."""
    return replace(mark, x=mark.x + right, y=mark.y + down)
