"""The content of one printed paper (a slip): a title, a language and blocks of translated text."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar, Literal, get_args

Direction = Literal["ltr", "rtl"]
Tone = Literal["info", "warning"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading. Level 1 names the issuer (the town hall), level 2 the paper, level 3 a part of it."""

    kind: ClassVar[str] = "heading"
    text: str
    level: int = 2

    def __post_init__(self) -> None:
        _one_of("level", self.level, (1, 2, 3))


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph; a line feed in it begins a new line."""

    kind: ClassVar[str] = "line"
    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Small:
    """A paragraph in small type, for legal mentions and addresses."""

    kind: ClassVar[str] = "small"
    text: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and its value."""

    kind: ClassVar[str] = "pair"
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Big:
    """A large text to copy or read aloud, such as a reference, which the caller has grouped."""

    kind: ClassVar[str] = "big"
    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """A list, numbered from 1 if `numbered`."""

    kind: ClassVar[str] = "items"
    items: tuple[str, ...]
    title: str = ""
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """A framed paragraph; the tone `warning` is for what the reader must do or not do."""

    kind: ClassVar[str] = "notice"
    text: str
    tone: Tone = "info"

    def __post_init__(self) -> None:
        _one_of("tone", self.tone, get_args(Tone))


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code of `data`; `caption` is printed beside it, `alt` is its text for screen readers."""

    kind: ClassVar[str] = "code"
    data: str
    caption: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Badge:
    """A badge of 85.6 by 54 mm (ISO/IEC 7810, ID-1) to cut out: place, name, QR code, and its data spelled out."""

    kind: ClassVar[str] = "badge"
    place: str
    name: str
    data: str
    spelled: tuple[str, ...]
    alt: str = ""


@dataclass(frozen=True, slots=True)
class WriteIn:
    """Blank lines to fill with a pen."""

    kind: ClassVar[str] = "write-in"
    label: str
    lines: int = 1

    def __post_init__(self) -> None:
        _one_of("lines", self.lines, range(1, 41))


@dataclass(frozen=True, slots=True)
class Signature:
    """A frame to sign in with a pen or, if there are `strokes`, a signature drawn on a screen.

    A stroke is `x y x y …` in whole numbers, from the top left of a drawing of `width` by `height`. `said` is the text
    that replaces the drawing in plain text.
    """

    kind: ClassVar[str] = "signature"
    label: str
    strokes: tuple[str, ...] = ()
    width: int = 0
    height: int = 0
    said: str = ""

    def __post_init__(self) -> None:
        if self.strokes and not (self.width > 0 and self.height > 0):
            raise ValueError("a drawing has a width and a height")
        if any(len(points) < 2 or len(points) % 2 for points in self.points()):
            raise ValueError("a stroke is pairs of numbers")

    def points(self) -> tuple[tuple[int, ...], ...]:
        """The strokes as numbers. Raises ValueError for text that is no whole number."""
        return tuple(tuple(map(int, stroke.split(" "))) for stroke in self.strokes)


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper between two subjects."""

    kind: ClassVar[str] = "rule"


@dataclass(frozen=True, slots=True)
class TranslatedBlock:
    """A block in another language than the slip's, set in that language's direction."""

    kind: ClassVar[str] = "translated"
    language: str
    direction: Direction
    block: "Block"

    def __post_init__(self) -> None:
        _one_of("direction", self.direction, get_args(Direction))


Block = (
    Heading | Line | Small | Pair | Big | Items | Notice | Code | Badge | WriteIn | Signature | Rule | TranslatedBlock
)


@dataclass(frozen=True, slots=True)
class Slip:
    """One paper. `language` is a BCP 47 tag; `job_title` may be shown by a print queue: no personal data in it.

    `across` is a word drawn across each page of a paper that is not a real one; on a roll, and where only letters are
    printed, it also stands above the first block and under the last. `pages` are a PDF that a sheet shows as it is, in
    the place of the blocks; a roll shows the blocks.
    """

    title: str
    language: str
    direction: Direction
    blocks: tuple[Block, ...]
    job_title: str = ""
    large: bool = False
    across: str = ""
    pages: bytes = b""

    def __post_init__(self) -> None:
        _one_of("direction", self.direction, get_args(Direction))

    def framed_blocks(self) -> tuple[Block, ...]:
        """The blocks between two notices of the word `across`; the blocks alone where there is none."""
        notice = (Notice(self.across, "warning"),) if self.across else ()
        return (*notice, *self.blocks, *notice)


def _one_of(name: str, value: object, allowed: Collection[object]) -> None:
    if value not in allowed:
        raise ValueError(f"{name} is {value!r}, not one of {tuple(allowed)}")
